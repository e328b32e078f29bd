-- payments.events of one state: the few that failed, among all that ever came.
create index webhook_inbox_state_received_at_idx on webhook_inbox (state, received_at desc, event_id desc);

-- payments.listOrders: an order by a provider's id. Also the foreign key.
create index provider_objects_tenant_id_object_id_idx on provider_objects (tenant_id, object_id);
drop index provider_objects_tenant_id_idx;

-- payments.countOrders, payments.listOrders: the payments of late whose access is looked at.
create index payments_watched_idx on payments (tenant_id, created_at) include (order_id, person_id)
  where state in ('paid', 'partially_refunded') and not duplicate and not unfulfillable;
