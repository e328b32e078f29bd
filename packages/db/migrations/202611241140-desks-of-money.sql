-- disputes.byId: the evidence says since when there is an account, and whether its address was confirmed.
create or replace view people with (security_barrier) as
  select u.id, u.name, u.email, u.locale, u.email_verified, u.created_at
  from auth.users u
  where u.id = (select nullif(current_setting('app.person', true), '')::uuid)
    or exists (select from memberships m where m.tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid) and m.person_id = u.id);

-- disputes.tend: open ones whose time runs out, over all tenants.
create index disputes_due_at_idx on disputes (due_at) where closed_at is null;

-- people.history: what happened to a person, branch by branch, newest first.
create index grants_tenant_id_person_id_ended_at_idx on grants (tenant_id, person_id, ended_at desc, id desc) where ended_at is not null;
create index orders_tenant_id_person_id_created_at_idx on orders (tenant_id, person_id, created_at desc, id desc);
create index orders_tenant_id_person_id_paid_at_idx on orders (tenant_id, person_id, paid_at desc, id desc) where paid_at is not null;
create index refund_requests_tenant_id_person_id_idx on refund_requests (tenant_id, person_id, created_at desc, id desc);
create index mails_tenant_id_person_id_idx on mails (tenant_id, person_id, created_at desc, id desc);

-- payments.listOrders: by amount, newest first.
create index orders_tenant_id_total_minor_idx on orders (tenant_id, total_minor, created_at desc, id desc);

-- reconciliation.balance: what the books moved on the providers' accounts, over all tenants.
create index ledger_entries_provider_balance_idx on ledger_entries (created_at) where account = 'provider_balance';
-- The nightly run: what somebody has explained is not found anew.
create index reconciliation_findings_explained_idx on reconciliation_findings (provider, account, provider_ref, what) where state = 'explained';
