-- Tables of the account library (better-auth 1.7, its compileMigrations() with names mapped by hand), and ours beside them.
create schema auth;
grant usage on schema auth to edurise_auth;

create table auth.users (
  id             uuid not null,
  name           text not null,
  email          text collate "C" not null constraint users_email_check check (email = lower(email)),
  email_verified boolean not null default false,
  image          text,
  locale         text not null default 'en' constraint users_locale_check check (locale in ('en', 'ar', 'so')),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email)
);

create table auth.sessions (
  id                  uuid not null,
  user_id             uuid not null references auth.users on delete cascade,
  -- The first session of a sign-in; those that it was carried to on our other hosts name it, and end with it.
  family_id           uuid,
  token_hash          text collate "C" not null,
  user_agent          text,
  ip_address          text,
  -- Moves on with use; the library reads it.
  expires_at          timestamptz not null,
  -- Never moves.
  absolute_expires_at timestamptz not null default now() + interval '60 days',
  created_at          timestamptz not null default now(),
  -- When the device was last seen, to within ten minutes.
  updated_at          timestamptz not null default now(),
  constraint sessions_pkey primary key (id),
  constraint sessions_token_hash_key unique (token_hash)
);
-- people.devices; all sessions of somebody whose password changed.
create index sessions_user_id_idx on auth.sessions (user_id, updated_at desc);
create index sessions_family_id_idx on auth.sessions (family_id);
-- Sessions that are over.
create index sessions_expires_at_idx on auth.sessions (expires_at);

create table auth.accounts (
  id                       uuid not null,
  user_id                  uuid not null references auth.users on delete cascade,
  provider_id              text not null,
  account_id               text not null,
  password                 text,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  constraint accounts_pkey primary key (id),
  constraint accounts_provider_id_account_id_key unique (provider_id, account_id)
);
create index accounts_user_id_idx on auth.accounts (user_id);

create table auth.verifications (
  id         uuid not null,
  -- Hash of the link's token.
  identifier text collate "C" not null,
  value      text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint verifications_pkey primary key (id)
);
create index verifications_identifier_idx on auth.verifications (identifier);
create index verifications_expires_at_idx on auth.verifications (expires_at);

-- Codes that carry a session to another of our hosts, once.
create table auth.handoffs (
  code_hash  text collate "C" not null,
  user_id    uuid not null references auth.users on delete cascade,
  family_id  uuid not null,
  host       text not null,
  expires_at timestamptz not null,
  constraint handoffs_pkey primary key (code_hash)
);
create index handoffs_user_id_idx on auth.handoffs (user_id);
create index handoffs_expires_at_idx on auth.handoffs (expires_at);

grant select, insert, update, delete on all tables in schema auth to edurise_auth;

-- Every process keeps sessions for a while, and lets go of those that it hears have ended, however they ended.
create function auth.tell_session_ended() returns trigger language plpgsql as $$
begin
  perform pg_notify('session_ended', old.token_hash);
  return null;
end $$;
create trigger session_ended after delete on auth.sessions for each row execute function auth.tell_session_ended();

create function auth.tell_person_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('person_changed', old.id::text);
  return null;
end $$;
create trigger person_changed after update of name, email, email_verified, locale on auth.users
  for each row when (old is distinct from new) execute function auth.tell_person_changed();

-- Names and addresses for the features: of members of this tenant, and one's own.
create view people with (security_barrier) as
  select u.id, u.name, u.email, u.locale
  from auth.users u
  where u.id = (select nullif(current_setting('app.person', true), '')::uuid)
    or exists (select from memberships m where m.tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid) and m.person_id = u.id);
grant select on people to edurise_app;

-- The same over all tenants, for the platform's desks alone.
create view everybody with (security_barrier) as select u.id, u.name, u.email, u.locale from auth.users u;
grant select on everybody to edurise_platform;
