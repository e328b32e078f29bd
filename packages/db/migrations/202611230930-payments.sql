create table orders (
  tenant_id       uuid not null references tenants on delete restrict,
  id              uuid not null,
  number          bigint generated always as identity,
  person_id       uuid not null,
  buyer_name      text not null,
  buyer_email     text not null,
  course_id       uuid not null,
  state           text not null default 'open' constraint orders_state_check check (state in ('open', 'paid', 'expired', 'superseded', 'refunded')),
  subtotal_minor  bigint not null constraint orders_subtotal_minor_check check (subtotal_minor >= 0),
  discount_minor  bigint not null default 0 constraint orders_discount_minor_check check (discount_minor >= 0),
  tax_minor       bigint not null default 0 constraint orders_tax_minor_check check (tax_minor >= 0),
  total_minor     bigint not null,
  currency        text not null constraint orders_currency_check check (currency ~ '^[A-Z]{3}$'),
  offer_snapshot  jsonb not null,
  locale          text not null constraint orders_locale_check check (locale in ('en', 'ar', 'so')),
  return_origin   text not null,
  created_at      timestamptz not null,
  paid_at         timestamptz,
  constraint orders_pkey primary key (tenant_id, id),
  constraint orders_tenant_id_number_key unique (tenant_id, number),
  constraint orders_course_fkey foreign key (tenant_id, course_id) references courses on delete restrict,
  constraint orders_total_minor_check check (total_minor = subtotal_minor - discount_minor + tax_minor and total_minor >= 0)
);
-- payments.startCheckout: a second click finds the first order.
create unique index orders_open_key on orders (tenant_id, person_id, course_id) where state = 'open';
create index orders_tenant_id_course_id_idx on orders (tenant_id, course_id);
-- payments.listOrders: newest first, by state.
create index orders_tenant_id_created_at_idx on orders (tenant_id, created_at desc, id desc);
create index orders_tenant_id_state_created_at_idx on orders (tenant_id, state, created_at desc, id desc);
-- payments.listOrders: by the buyer's address.
create index orders_tenant_id_buyer_email_idx on orders (tenant_id, lower(buyer_email) text_pattern_ops);
-- payments.myOrders, payments.orderById
create index orders_person_id_created_at_idx on orders (person_id, created_at desc, id desc);
select protect('orders');
grant select, insert, update on orders to edurise_app;

create table order_lines (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  order_id     uuid not null,
  kind         text not null constraint order_lines_kind_check check (kind in ('course', 'seat', 'plan')),
  course_id    uuid,
  title        text not null,
  quantity     int not null default 1 constraint order_lines_quantity_check check (quantity > 0),
  amount_minor bigint not null constraint order_lines_amount_minor_check check (amount_minor >= 0),
  constraint order_lines_pkey primary key (tenant_id, id),
  constraint order_lines_order_fkey foreign key (tenant_id, order_id) references orders on delete restrict,
  constraint order_lines_course_fkey foreign key (tenant_id, course_id) references courses on delete restrict
);
create index order_lines_tenant_id_order_id_idx on order_lines (tenant_id, order_id);
create index order_lines_tenant_id_course_id_idx on order_lines (tenant_id, course_id);
select protect('order_lines');
grant select, insert on order_lines to edurise_app;

create table payments (
  tenant_id       uuid not null references tenants on delete restrict,
  id              uuid not null,
  order_id        uuid not null,
  person_id       uuid not null,
  provider        text not null constraint payments_provider_check check (provider in ('stripe', 'paypal', 'bank_transfer')),
  account         text not null,
  livemode        boolean not null,
  state           text not null default 'created' constraint payments_state_check check (state in
    ('created', 'unknown', 'awaiting_payer', 'attempt_failed', 'expired', 'processing', 'authorized', 'paid', 'partially_refunded',
     'refund_pending', 'refunded', 'disputed', 'charged_back', 'mismatch')),
  amount_minor    bigint not null constraint payments_amount_minor_check check (amount_minor > 0),
  currency        text not null constraint payments_currency_check check (currency ~ '^[A-Z]{3}$'),
  captured_minor  bigint not null default 0 constraint payments_captured_minor_check check (captured_minor >= 0),
  refunded_minor  bigint not null default 0 constraint payments_refunded_minor_check check (refunded_minor >= 0 and refunded_minor <= captured_minor),
  duplicate       boolean not null default false,
  unfulfillable   boolean not null default false,
  idempotency_key text collate "C" not null,
  facts           jsonb not null default '{}',
  checkout_url    text,
  looked_at       timestamptz,
  created_at      timestamptz not null,
  paid_at         timestamptz,
  constraint payments_pkey primary key (tenant_id, id),
  constraint payments_idempotency_key unique (tenant_id, idempotency_key),
  constraint payments_order_fkey foreign key (tenant_id, order_id) references orders on delete restrict
);
-- payments.startCheckout: one open payment per order and provider.
create unique index payments_open_key on payments (tenant_id, order_id, provider)
  where state in ('created', 'unknown', 'awaiting_payer', 'attempt_failed', 'processing', 'authorized');
create index payments_tenant_id_order_id_idx on payments (tenant_id, order_id);
-- payments.byId over all tenants.
create index payments_person_id_idx on payments (person_id, id);
-- By tenant and time; by method and state.
create index payments_tenant_id_created_at_idx on payments (tenant_id, created_at desc, id desc);
create index payments_tenant_id_provider_state_idx on payments (tenant_id, provider, state, created_at desc, id desc);
-- payments.sweep: what is still open, longest unseen first.
create index payments_open_idx on payments (looked_at nulls first, id)
  where state in ('created', 'unknown', 'awaiting_payer', 'attempt_failed', 'processing', 'authorized', 'refund_pending', 'disputed');
select protect('payments');
grant select, insert, update on payments to edurise_app;

-- Of the platform: a provider calls before anyone knows whose payment it is.
create table payment_routes (
  payment_id uuid not null,
  tenant_id  uuid not null references tenants on delete restrict,
  order_id   uuid not null,
  provider   text not null,
  constraint payment_routes_pkey primary key (payment_id)
);
create index payment_routes_tenant_id_idx on payment_routes (tenant_id);
grant select, insert on payment_routes to edurise_app;
grant select on payment_routes to edurise_platform;

-- Of the platform: what each of a provider's objects belongs to.
create table provider_objects (
  provider   text not null,
  account    text not null,
  object_id  text collate "C" not null,
  tenant_id  uuid not null references tenants on delete restrict,
  order_id   uuid not null,
  payment_id uuid not null,
  constraint provider_objects_pkey primary key (provider, account, object_id)
);
create index provider_objects_tenant_id_idx on provider_objects (tenant_id);
-- Which objects a payment has.
create index provider_objects_payment_id_idx on provider_objects (payment_id);
grant select, insert on provider_objects to edurise_app;
grant select on provider_objects to edurise_platform;

-- Of the platform: every message of a provider, as it came, before anything else happens.
create table webhook_inbox (
  provider    text not null,
  account     text not null,
  event_id    text collate "C" not null,
  type        text not null,
  api_version text,
  body        bytea not null,
  object_ids  text[] not null default '{}',
  payment_id  uuid,
  state       text not null default 'stored' constraint webhook_inbox_state_check check (state in ('stored', 'done', 'ignored', 'failed')),
  received_at timestamptz not null,
  done_at     timestamptz,
  constraint webhook_inbox_pkey primary key (provider, account, event_id)
);
-- payments.events: newest first.
create index webhook_inbox_received_at_idx on webhook_inbox (received_at desc, event_id desc);
-- payments.orderDetails: the messages about a payment.
create index webhook_inbox_payment_id_idx on webhook_inbox (payment_id, received_at desc);
-- payments.sweep: what nobody has worked off yet.
create index webhook_inbox_stored_idx on webhook_inbox (received_at) where state = 'stored';
grant select, insert, update on webhook_inbox to edurise_app;
grant select on webhook_inbox to edurise_platform;

-- Of the platform: how far each provider account's list of events has been read.
create table provider_cursors (
  provider   text not null,
  account    text not null,
  read_until timestamptz not null,
  constraint provider_cursors_pkey primary key (provider, account)
);
grant select, insert, update on provider_cursors to edurise_app;
grant select on provider_cursors to edurise_platform;

create table refund_requests (
  tenant_id       uuid not null references tenants on delete restrict,
  id              uuid not null,
  payment_id      uuid not null,
  amount_minor    bigint not null constraint refund_requests_amount_minor_check check (amount_minor > 0),
  reason          text not null constraint refund_requests_reason_check check (reason in ('duplicate', 'unfulfillable', 'mismatch')),
  idempotency_key text collate "C" not null,
  provider_ref    text,
  created_at      timestamptz not null,
  constraint refund_requests_pkey primary key (tenant_id, id),
  -- One request for each reason: the surplus of a payment goes back once.
  constraint refund_requests_tenant_id_payment_id_reason_key unique (tenant_id, payment_id, reason),
  constraint refund_requests_payment_fkey foreign key (tenant_id, payment_id) references payments on delete restrict
);
-- payments.sweep: what the provider has not confirmed yet.
create index refund_requests_open_idx on refund_requests (tenant_id, created_at) where provider_ref is null;
select protect('refund_requests');
grant select, insert, update on refund_requests to edurise_app;

create table invoice_series (
  tenant_id   uuid not null references tenants on delete restrict,
  series      text collate "C" not null,
  last_number bigint not null,
  constraint invoice_series_pkey primary key (tenant_id, series)
);
select protect('invoice_series');
grant select, insert, update on invoice_series to edurise_app;

create table invoices (
  tenant_id   uuid not null references tenants on delete restrict,
  id          uuid not null,
  series      text collate "C" not null,
  number      bigint not null,
  order_id    uuid not null,
  payment_id  uuid not null,
  person_id   uuid not null,
  kind        text not null constraint invoices_kind_check check (kind in ('invoice', 'credit_note')),
  corrects_id uuid,
  total_minor bigint not null,
  currency    text not null constraint invoices_currency_check check (currency ~ '^[A-Z]{3}$'),
  snapshot    jsonb not null,
  effect_key  text collate "C" not null,
  issued_at   timestamptz not null,
  constraint invoices_pkey primary key (tenant_id, id),
  constraint invoices_tenant_id_series_number_key unique (tenant_id, series, number),
  constraint invoices_tenant_id_effect_key_key unique (tenant_id, effect_key),
  constraint invoices_order_fkey foreign key (tenant_id, order_id) references orders on delete restrict,
  constraint invoices_payment_fkey foreign key (tenant_id, payment_id) references payments on delete restrict,
  constraint invoices_corrects_fkey foreign key (tenant_id, corrects_id) references invoices on delete restrict,
  constraint invoices_corrects_id_check check ((corrects_id is not null) = (kind = 'credit_note'))
);
create index invoices_tenant_id_order_id_idx on invoices (tenant_id, order_id);
create index invoices_tenant_id_payment_id_idx on invoices (tenant_id, payment_id);
create index invoices_tenant_id_corrects_id_idx on invoices (tenant_id, corrects_id);
-- invoices.mine
create index invoices_person_id_issued_at_idx on invoices (person_id, issued_at desc, id desc);
select protect('invoices');
grant select, insert on invoices to edurise_app;

create table ledger_entries (
  tenant_id      uuid not null references tenants on delete restrict,
  transaction_id uuid not null,
  id             uuid not null,
  payment_id     uuid not null,
  account        text not null constraint ledger_entries_account_check check (account in
    ('provider_balance', 'provider_fees', 'sales', 'refunds', 'suspense', 'disputed_funds', 'chargebacks')),
  amount_minor   bigint not null,
  currency       text not null constraint ledger_entries_currency_check check (currency ~ '^[A-Z]{3}$'),
  kind           text not null constraint ledger_entries_kind_check check (kind in
    ('capture', 'fee', 'refund', 'refund_reversal', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_fee', 'chargeback', 'mismatch')),
  provider_ref   text collate "C" not null,
  created_at     timestamptz not null,
  constraint ledger_entries_pkey primary key (tenant_id, transaction_id, id),
  -- What a provider's object moved is booked once.
  constraint ledger_entries_effect_key unique (tenant_id, provider_ref, kind, account),
  constraint ledger_entries_payment_fkey foreign key (tenant_id, payment_id) references payments on delete restrict
);
create index ledger_entries_tenant_id_payment_id_idx on ledger_entries (tenant_id, payment_id);
select protect('ledger_entries');
grant select, insert on ledger_entries to edurise_app;
