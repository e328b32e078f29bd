-- transfers.inbox: what is over, and everything, newest first.
create index transfers_tenant_id_updated_at_idx on transfers (tenant_id, updated_at desc, id desc);

-- The nightly run, over all tenants: what came, what was taken back, what was sent.
create index transfer_receipts_received_at_idx on transfer_receipts (received_at) where received_at is not null;
create index transfer_receipts_withdrawn_at_idx on transfer_receipts (withdrawn_at) where withdrawn_at is not null;
create index transfer_returns_done_at_idx on transfer_returns (done_at) where state = 'sent';
