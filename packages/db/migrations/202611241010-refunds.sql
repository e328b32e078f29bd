-- One row for each wish or decision to give money back; what the provider has confirmed stands in payments.facts too.
alter table refund_requests
  add column order_id     uuid,
  add column person_id    uuid,
  -- `asked` waits for the tenant's decision; `requested` has been decided and not yet answered by the provider.
  add column state        text not null default 'requested'
    constraint refund_requests_state_check check (state in ('asked', 'withdrawn', 'declined', 'requested', 'pending', 'succeeded', 'failed')),
  -- Which lines of the order, with the amount of each: [{ lineId, amountMinor }]. Empty: the payment as a whole.
  add column lines        jsonb not null default '[]',
  add column note         text not null default '' constraint refund_requests_note_check check (length(note) <= 2000),
  add column answer       text not null default '' constraint refund_requests_answer_check check (length(answer) <= 2000),
  add column asked_by     uuid,
  add column decided_by   uuid,
  add column decided_at   timestamptz,
  -- From the browser: a second click finds the first decision.
  add column request_key  uuid,
  add column failure      text,
  add column settled_at   timestamptz;
-- The owner is under the policies too: for this one statement it is not.
alter table refund_requests no force row level security;
alter table payments no force row level security;
update refund_requests r set order_id = p.order_id, person_id = p.person_id, state = case when r.provider_ref is null then 'requested' else 'pending' end
  from payments p where p.tenant_id = r.tenant_id and p.id = r.payment_id;
alter table refund_requests force row level security;
alter table payments force row level security;
alter table refund_requests alter column order_id set not null, alter column person_id set not null;
alter table refund_requests drop constraint refund_requests_reason_check;
alter table refund_requests add constraint refund_requests_reason_check
  check (reason in ('duplicate', 'unfulfillable', 'mismatch', 'surplus', 'asked', 'decided'));
alter table refund_requests drop constraint refund_requests_tenant_id_payment_id_reason_key;
-- Money that must not stay goes back once for each reason, unless the attempt failed.
create unique index refund_requests_reason_key on refund_requests (tenant_id, payment_id, reason)
  where reason in ('duplicate', 'unfulfillable', 'mismatch') and state <> 'failed';
-- A learner has one wish at a time.
create unique index refund_requests_asked_key on refund_requests (tenant_id, payment_id) where state = 'asked';
create unique index refund_requests_request_key on refund_requests (tenant_id, request_key) where request_key is not null;
drop index refund_requests_open_idx;
-- payments.sweep: decided, and not yet answered.
create index refund_requests_open_idx on refund_requests (tenant_id, created_at) where state = 'requested';
-- refunds.list: what waits for a decision, oldest first.
create index refund_requests_state_created_at_idx on refund_requests (tenant_id, state, created_at desc, id desc);
create index refund_requests_tenant_id_order_id_idx on refund_requests (tenant_id, order_id, created_at);
create index refund_requests_tenant_id_payment_id_idx on refund_requests (tenant_id, payment_id);
create policy person on refund_requests for select using (person_id = (select nullif(current_setting('app.person', true), '')::uuid));
-- payments.orderById over all tenants.
create index refund_requests_person_id_idx on refund_requests (person_id, order_id);

-- How the signature of a message was held: our own check, the provider's answer, or its own list.
alter table webhook_inbox
  add column trust text not null default 'signature' constraint webhook_inbox_trust_check check (trust in ('signature', 'provider', 'list')),
  add column replayed_at timestamptz;

-- Of the platform: a buyer's own object at a provider, which keeps their cards.
create table provider_customers (
  provider        text not null,
  account         text not null,
  person_id       uuid not null,
  customer_id     text collate "C" not null,
  created_at      timestamptz not null,
  constraint provider_customers_pkey primary key (provider, account, person_id)
);
grant select, insert on provider_customers to edurise_app;
grant select on provider_customers to edurise_platform;

-- Which ways to pay a tenant offers, by currency. Without a row: cards are on, all others are off.
create table payment_methods (
  tenant_id uuid not null references tenants on delete cascade,
  provider  text not null constraint payment_methods_provider_check check (provider in ('stripe', 'paypal', 'bank_transfer')),
  currency  text not null constraint payment_methods_currency_check check (currency ~ '^[A-Z]{3}$'),
  enabled   boolean not null,
  constraint payment_methods_pkey primary key (tenant_id, currency, provider)
);
select protect('payment_methods');
grant select, insert, update on payment_methods to edurise_app;

-- The tenant of an order, before a tenant is known.
create index payment_routes_order_id_idx on payment_routes (order_id);

alter table ledger_entries drop constraint ledger_entries_kind_check;
alter table ledger_entries add constraint ledger_entries_kind_check check (kind in
  ('capture', 'fee', 'refund', 'refund_reversal', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_fee', 'chargeback', 'mismatch',
   'receipt', 'receipt_withdrawn', 'surplus_returned', 'capture_undone'));
-- reconciliation.balance: the provider's account day by day.
create index ledger_entries_tenant_id_created_at_idx on ledger_entries (tenant_id, created_at, account);
