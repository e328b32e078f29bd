-- An attempt that was given up and is found after all at its provider: open again, beside another that may have been begun meanwhile.
alter table payments add column reopened boolean not null default false;
-- payments.startCheckout: one open payment per order and provider, but for those that were given up before: what a provider says is never refused.
drop index payments_open_key;
create unique index payments_open_key on payments (tenant_id, order_id, provider)
  where state in ('created', 'unknown', 'awaiting_payer', 'attempt_failed', 'processing', 'authorized') and not reopened;
