alter table mails
  -- The invoice or credit note that goes with it, by the effect it was issued for: it may be issued after the mail is queued, in the same commit.
  add column paper_key       text collate "C",
  -- Name of the document that went with it.
  add column attached        text,
  add column attempts        int not null default 0 constraint mails_attempts_check check (attempts >= 0),
  add column last_error      text constraint mails_last_error_check check (length(last_error) <= 2000),
  add column last_attempt_at timestamptz,
  -- Somebody had a new mail made of it.
  add column sent_again_at   timestamptz;
-- notifications.mails: newest first; of one state.
create index mails_tenant_id_created_at_idx on mails (tenant_id, created_at desc, id desc);
create index mails_tenant_id_state_created_at_idx on mails (tenant_id, state, created_at desc, id desc);
-- notifications.mails: to an address.
create index mails_tenant_id_to_email_idx on mails (tenant_id, lower(to_email) text_pattern_ops);
-- Metrics: what waits, and what failed.
create index mails_unsent_idx on mails (state) where state <> 'sent';
