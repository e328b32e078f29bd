-- refunds.list: of every state, newest first.
create index refund_requests_tenant_id_created_at_idx on refund_requests (tenant_id, created_at desc, id desc);
