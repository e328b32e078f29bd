-- `lower` may tell of rows that row level security hides, so no index on it is used: a column of its own, compared byte by byte, is.
alter table mails add column to_key text collate "C" generated always as (lower(to_email)) stored;
-- notifications.mails: to an address, or to all that begin alike.
create index mails_tenant_id_to_key_idx on mails (tenant_id, to_key, created_at desc, id desc);
drop index mails_tenant_id_to_email_idx;
