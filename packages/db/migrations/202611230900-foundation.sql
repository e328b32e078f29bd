-- Roles edurise_app, edurise_auth and edurise_platform exist already: the migrate command makes them (see src/roles.ts).
create extension if not exists pg_trgm;

grant usage on schema public to edurise_app, edurise_platform;

-- Puts a tenant table behind row level security: rows of app.tenant for everything, one's own rows for reading when the table knows a person.
create function protect(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format(
    'create policy tenant on %s using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::uuid))', target);
  execute format('create policy platform on %s for select to edurise_platform using (true)', target);
  execute format('grant select on %s to edurise_platform', target);
  if exists (select from pg_attribute where attrelid = target and attname = 'person_id' and not attisdropped) then
    execute format(
      'create policy person on %s for select using (person_id = (select nullif(current_setting(''app.person'', true), '''')::uuid))', target);
  end if;
end $$;

-- Of the platform: whose address a request carries is asked before a tenant is known.
create table tenants (
  id         uuid not null,
  slug       text collate "C" not null constraint tenants_slug_check check (slug ~ '^[a-z0-9](-?[a-z0-9])*$'),
  name       text not null,
  names      jsonb not null default '{}',
  tagline    jsonb not null default '{}',
  about      jsonb not null default '{}',
  language   text not null default 'en' constraint tenants_language_check check (language in ('en', 'ar', 'so')),
  brand      jsonb not null default '{}',
  state      text not null default 'active' constraint tenants_state_check check (state in ('active', 'closed')),
  created_at timestamptz not null default now(),
  constraint tenants_pkey primary key (id),
  -- tenants.current
  constraint tenants_slug_key unique (slug)
);
grant select on tenants to edurise_app, edurise_platform;

-- Of the platform: who may open its desks.
create table platform_admins (
  person_id  uuid not null,
  created_at timestamptz not null default now(),
  constraint platform_admins_pkey primary key (person_id)
);
grant select on platform_admins to edurise_app, edurise_platform;

create table memberships (
  tenant_id  uuid not null references tenants on delete cascade,
  person_id  uuid not null,
  role       text not null constraint memberships_role_check check (role in ('student', 'teacher', 'admin')),
  created_at timestamptz not null default now(),
  constraint memberships_pkey primary key (tenant_id, person_id)
);
-- people.me: one's memberships over all tenants.
create index memberships_person_id_idx on memberships (person_id);
-- people.members: staff first, newest first.
create index memberships_tenant_id_role_created_at_idx on memberships (tenant_id, role, created_at desc, person_id);
select protect('memberships');
grant select, insert, update, delete on memberships to edurise_app;

create table effects (
  tenant_id uuid not null references tenants on delete cascade,
  key       text collate "C" not null,
  kind      text not null,
  done_at   timestamptz not null default now(),
  constraint effects_pkey primary key (tenant_id, key)
);
select protect('effects');
grant select, insert on effects to edurise_app;

create table audit_log (
  tenant_id     uuid not null references tenants on delete cascade,
  id            uuid not null,
  actor_id      uuid,
  acting_as     uuid,
  action        text not null,
  object        text not null,
  before        jsonb,
  after         jsonb,
  previous_hash text,
  hash          text not null,
  at            timestamptz not null,
  constraint audit_log_pkey primary key (tenant_id, id)
);
-- payments.orderDetails: what people did to an object.
create index audit_log_tenant_id_object_idx on audit_log (tenant_id, object, at desc);
-- Each entry is chained to the newest before it.
create index audit_log_tenant_id_at_idx on audit_log (tenant_id, at desc, id desc);
select protect('audit_log');
grant select, insert on audit_log to edurise_app;

create table mails (
  tenant_id  uuid not null references tenants on delete cascade,
  id         uuid not null,
  effect_key text collate "C" not null,
  kind       text not null,
  person_id  uuid,
  order_id   uuid,
  to_email   text not null,
  locale     text not null constraint mails_locale_check check (locale in ('en', 'ar', 'so')),
  data       jsonb not null default '{}',
  state      text not null default 'queued' constraint mails_state_check check (state in ('queued', 'sent', 'failed')),
  created_at timestamptz not null,
  sent_at    timestamptz,
  constraint mails_pkey primary key (tenant_id, id),
  constraint mails_tenant_id_effect_key_key unique (tenant_id, effect_key)
);
-- payments.orderDetails: the mails of an order.
create index mails_tenant_id_order_id_idx on mails (tenant_id, order_id, created_at);
select protect('mails');
grant select, insert, update on mails to edurise_app;

create table files (
  tenant_id  uuid not null references tenants on delete cascade,
  id         uuid not null,
  kind       text not null constraint files_kind_check check (kind in ('image', 'video', 'captions')),
  name       text not null,
  mime       text not null,
  bytes      bigint not null constraint files_bytes_check check (bytes >= 0),
  key        text collate "C" not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  constraint files_pkey primary key (tenant_id, id)
);
select protect('files');
grant select, insert, update, delete on files to edurise_app;
