-- Of the platform: each time that a provider's account was held against ours.
create table reconciliation_runs (
  id          uuid not null,
  provider    text not null,
  account     text not null,
  from_at     timestamptz not null,
  to_at       timestamptz not null,
  state       text not null default 'running' constraint reconciliation_runs_state_check check (state in ('running', 'done', 'failed')),
  started_by  uuid,
  checked     int not null default 0,
  found       int not null default 0,
  healed      int not null default 0,
  started_at  timestamptz not null,
  done_at     timestamptz,
  failure     text,
  constraint reconciliation_runs_pkey primary key (id)
);
-- reconciliation.runs: newest first.
create index reconciliation_runs_started_at_idx on reconciliation_runs (started_at desc, id desc);
-- One run of an account at a time.
create unique index reconciliation_runs_running_key on reconciliation_runs (provider, account) where state = 'running';
grant select, insert, update on reconciliation_runs to edurise_app;
grant select on reconciliation_runs to edurise_platform;

-- Of the platform: what did not agree. The tenant is unknown where money answers to no payment of ours.
create table reconciliation_findings (
  id           uuid not null,
  run_id       uuid not null references reconciliation_runs on delete cascade,
  tenant_id    uuid references tenants on delete restrict,
  payment_id   uuid,
  order_id     uuid,
  provider     text not null,
  account      text not null,
  provider_ref text collate "C" not null,
  list         text not null constraint reconciliation_findings_list_check check (list in ('missing_here', 'missing_there', 'differs')),
  what         text not null,
  ours_minor   bigint,
  theirs_minor bigint,
  currency     text,
  state        text not null default 'open' constraint reconciliation_findings_state_check check (state in ('open', 'healed', 'explained')),
  note         text not null default '' constraint reconciliation_findings_note_check check (length(note) <= 2000),
  handled_by   uuid,
  found_at     timestamptz not null,
  handled_at   timestamptz,
  constraint reconciliation_findings_pkey primary key (id)
);
-- The same difference found again is the same finding while it is open.
create unique index reconciliation_findings_open_key on reconciliation_findings (provider, account, provider_ref, what) where state = 'open';
create index reconciliation_findings_run_id_idx on reconciliation_findings (run_id);
-- reconciliation.findings: by list and state, newest first; of one tenant.
create index reconciliation_findings_list_idx on reconciliation_findings (list, state, found_at desc, id desc);
create index reconciliation_findings_tenant_id_idx on reconciliation_findings (tenant_id, list, state, found_at desc, id desc);
grant select, insert, update on reconciliation_findings to edurise_app;
grant select on reconciliation_findings to edurise_platform;

-- Of the platform: the provider's account line by line, as it told us; the day's balance is summed from it.
create table provider_movements (
  provider     text not null,
  account      text not null,
  ref          text collate "C" not null,
  kind         text not null constraint provider_movements_kind_check check (kind in
    ('capture', 'refund', 'refund_reversal', 'dispute_withdrawn', 'dispute_reinstated', 'fee', 'payout', 'other')),
  amount_minor bigint not null,
  fee_minor    bigint not null,
  currency     text not null,
  tenant_id    uuid references tenants on delete restrict,
  payment_id   uuid,
  at           timestamptz not null,
  constraint provider_movements_pkey primary key (provider, account, ref, kind)
);
-- reconciliation.balance: day by day.
create index provider_movements_at_idx on provider_movements (provider, account, currency, at);
create index provider_movements_tenant_id_idx on provider_movements (tenant_id, at);
grant select, insert, update on provider_movements to edurise_app;
grant select on provider_movements to edurise_platform;
