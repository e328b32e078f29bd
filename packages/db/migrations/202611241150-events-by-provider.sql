-- payments.events of one provider, newest first.
create index webhook_inbox_provider_received_at_idx on webhook_inbox (provider, received_at desc, event_id desc);
