-- How often somebody tried, in the shape that rate-limiter-flexible expects. Unlogged: after a crash of the server counting begins anew.
create unlogged table auth.rate_limits (
  key    text collate "C" not null,
  points int not null default 0,
  expire bigint,
  constraint rate_limits_pkey primary key (key)
);
create index rate_limits_expire_idx on auth.rate_limits (expire);
grant select, insert, update, delete on auth.rate_limits to edurise_auth;
