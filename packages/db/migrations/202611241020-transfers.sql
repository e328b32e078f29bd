create table bank_accounts (
  tenant_id            uuid not null references tenants on delete cascade,
  id                   uuid not null,
  currency             text not null constraint bank_accounts_currency_check check (currency ~ '^[A-Z]{3}$'),
  holder               text not null,
  bank_name            text not null,
  iban                 text not null default '',
  account_number       text not null default '',
  bic                  text not null default '',
  -- Anything else a payer has to know, in each language.
  note                 jsonb not null default '{}',
  deadline_days        int not null default 7 constraint bank_accounts_deadline_days_check check (deadline_days between 1 and 60),
  -- Approvals of more than this take two people; null: never.
  two_person_above_minor bigint constraint bank_accounts_two_person_check check (two_person_above_minor >= 0),
  active               boolean not null default true,
  created_at           timestamptz not null,
  constraint bank_accounts_pkey primary key (tenant_id, id),
  constraint bank_accounts_number_check check (iban <> '' or account_number <> '')
);
-- One account takes the transfers of a currency.
create unique index bank_accounts_active_key on bank_accounts (tenant_id, currency) where active;
select protect('bank_accounts');
grant select, insert, update on bank_accounts to edurise_app;

-- One payment by bank transfer: what the payer was told, and how far it is.
create table transfers (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  payment_id   uuid not null,
  order_id     uuid not null,
  person_id    uuid not null,
  account_id   uuid not null,
  reference    text collate "C" not null,
  amount_minor bigint not null constraint transfers_amount_minor_check check (amount_minor > 0),
  currency     text not null constraint transfers_currency_check check (currency ~ '^[A-Z]{3}$'),
  -- The account as the payer was told it.
  account      jsonb not null,
  state        text not null default 'waiting' constraint transfers_state_check check (state in
    ('waiting', 'proof_sent', 'asked', 'second_wanted', 'part_paid', 'settled', 'refused', 'expired')),
  deadline_at  timestamptz not null,
  reminded_at  timestamptz,
  proof_at     timestamptz,
  -- The last thing staff said to the payer.
  message      text not null default '' constraint transfers_message_check check (length(message) <= 2000),
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  constraint transfers_pkey primary key (tenant_id, id),
  constraint transfers_tenant_id_payment_id_key unique (tenant_id, payment_id),
  -- Transfers are matched by it.
  constraint transfers_tenant_id_reference_key unique (tenant_id, reference),
  constraint transfers_payment_fkey foreign key (tenant_id, payment_id) references payments on delete restrict,
  constraint transfers_order_fkey foreign key (tenant_id, order_id) references orders on delete restrict,
  constraint transfers_account_fkey foreign key (tenant_id, account_id) references bank_accounts on delete restrict
);
create index transfers_tenant_id_order_id_idx on transfers (tenant_id, order_id);
create index transfers_tenant_id_account_id_idx on transfers (tenant_id, account_id);
-- transfers.inbox: by state, the longest waiting first.
create index transfers_tenant_id_state_updated_at_idx on transfers (tenant_id, state, updated_at, id);
-- transfers.remind: open ones by deadline.
create index transfers_deadline_idx on transfers (deadline_at) where state in ('waiting', 'asked', 'part_paid');
create index transfers_person_id_idx on transfers (person_id, order_id);
select protect('transfers');
grant select, insert, update on transfers to edurise_app;

create table transfer_proofs (
  tenant_id   uuid not null references tenants on delete restrict,
  id          uuid not null,
  transfer_id uuid not null,
  person_id   uuid not null,
  key         text collate "C" not null,
  name        text not null,
  mime        text not null,
  bytes       bigint not null,
  sha256      text not null,
  created_at  timestamptz not null,
  constraint transfer_proofs_pkey primary key (tenant_id, id),
  -- The same file sent twice is one proof.
  constraint transfer_proofs_sha256_key unique (tenant_id, transfer_id, sha256),
  constraint transfer_proofs_transfer_fkey foreign key (tenant_id, transfer_id) references transfers on delete restrict
);
create index transfer_proofs_person_id_idx on transfer_proofs (person_id);
select protect('transfer_proofs');
grant select, insert on transfer_proofs to edurise_app;

create table bank_statements (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  account_id   uuid not null,
  format       text not null constraint bank_statements_format_check check (format in ('csv', 'camt053', 'mt940')),
  file_name    text not null,
  from_on      date,
  to_on        date,
  opening_minor bigint,
  closing_minor bigint,
  currency     text not null,
  imported_by  uuid not null,
  imported_at  timestamptz not null,
  undone_at    timestamptz,
  constraint bank_statements_pkey primary key (tenant_id, id),
  constraint bank_statements_account_fkey foreign key (tenant_id, account_id) references bank_accounts on delete restrict
);
create index bank_statements_tenant_id_account_id_idx on bank_statements (tenant_id, account_id);
-- transfers.statements: newest first.
create index bank_statements_tenant_id_imported_at_idx on bank_statements (tenant_id, imported_at desc, id desc);
select protect('bank_statements');
grant select, insert, update on bank_statements to edurise_app;

create table statement_lines (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  statement_id uuid not null,
  account_id   uuid not null,
  booked_on    date not null,
  amount_minor bigint not null,
  currency     text not null,
  counterparty text not null default '',
  remittance   text not null default '',
  bank_ref     text not null default '',
  fingerprint  text collate "C" not null,
  state        text not null default 'open' constraint statement_lines_state_check check (state in ('open', 'matched', 'ignored', 'removed')),
  constraint statement_lines_pkey primary key (tenant_id, id),
  constraint statement_lines_statement_fkey foreign key (tenant_id, statement_id) references bank_statements on delete restrict,
  constraint statement_lines_account_fkey foreign key (tenant_id, account_id) references bank_accounts on delete restrict
);
-- Statements overlap: a booking is imported once.
create unique index statement_lines_fingerprint_key on statement_lines (tenant_id, account_id, fingerprint) where state <> 'removed';
create index statement_lines_tenant_id_statement_id_idx on statement_lines (tenant_id, statement_id);
-- transfers.lines: unmatched credits, newest first; reconciliation: the account day by day.
create index statement_lines_tenant_id_state_booked_on_idx on statement_lines (tenant_id, state, booked_on desc, id desc);
create index statement_lines_tenant_id_account_id_booked_on_idx on statement_lines (tenant_id, account_id, booked_on);
select protect('statement_lines');
grant select, insert, update on statement_lines to edurise_app;

-- Money of a payer that staff, or a statement, found on our account.
create table transfer_receipts (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  transfer_id  uuid not null,
  line_id      uuid,
  amount_minor bigint not null constraint transfer_receipts_amount_minor_check check (amount_minor > 0),
  currency     text not null,
  -- `proposed` waits for a second person; `received` counts; `withdrawn` was a mistake.
  state        text not null constraint transfer_receipts_state_check check (state in ('proposed', 'received', 'withdrawn')),
  proposed_by  uuid not null,
  approved_by  uuid,
  withdrawn_by uuid,
  reason       text not null default '' constraint transfer_receipts_reason_check check (length(reason) <= 2000),
  -- From the browser: a second click finds the first approval.
  request_key  uuid not null,
  created_at   timestamptz not null,
  received_at  timestamptz,
  withdrawn_at timestamptz,
  constraint transfer_receipts_pkey primary key (tenant_id, id),
  constraint transfer_receipts_request_key unique (tenant_id, request_key),
  constraint transfer_receipts_transfer_fkey foreign key (tenant_id, transfer_id) references transfers on delete restrict,
  constraint transfer_receipts_line_fkey foreign key (tenant_id, line_id) references statement_lines on delete restrict,
  -- Two people are two people.
  constraint transfer_receipts_two_people_check check (approved_by is null or approved_by <> proposed_by)
);
create index transfer_receipts_tenant_id_transfer_id_idx on transfer_receipts (tenant_id, transfer_id);
create index transfer_receipts_tenant_id_line_id_idx on transfer_receipts (tenant_id, line_id);
-- A booking of the bank pays one payment.
create unique index transfer_receipts_line_key on transfer_receipts (tenant_id, line_id) where line_id is not null and state <> 'withdrawn';
select protect('transfer_receipts');
grant select, insert, update on transfer_receipts to edurise_app;

-- Money that staff send back by hand: a refund of a transfer, or what came beyond the price.
create table transfer_returns (
  tenant_id       uuid not null references tenants on delete restrict,
  id              uuid not null,
  transfer_id     uuid not null,
  idempotency_key text collate "C" not null,
  amount_minor    bigint not null constraint transfer_returns_amount_minor_check check (amount_minor > 0),
  currency        text not null,
  of              text not null constraint transfer_returns_of_check check (of in ('sale', 'surplus', 'undo')),
  state           text not null default 'pending' constraint transfer_returns_state_check check (state in ('pending', 'sent', 'failed')),
  bank_ref        text not null default '',
  done_by         uuid,
  created_at      timestamptz not null,
  done_at         timestamptz,
  constraint transfer_returns_pkey primary key (tenant_id, id),
  constraint transfer_returns_idempotency_key unique (tenant_id, idempotency_key),
  constraint transfer_returns_transfer_fkey foreign key (tenant_id, transfer_id) references transfers on delete restrict
);
create index transfer_returns_tenant_id_transfer_id_idx on transfer_returns (tenant_id, transfer_id);
-- transfers.returns: what is still to be sent, oldest first.
create index transfer_returns_tenant_id_state_created_at_idx on transfer_returns (tenant_id, state, created_at, id);
select protect('transfer_returns');
grant select, insert, update on transfer_returns to edurise_app;
