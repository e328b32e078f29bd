-- A dispute as the desk sees it: facts of the provider, and our answer. Written where a payment is settled.
create table disputes (
  tenant_id      uuid not null references tenants on delete restrict,
  id             uuid not null,
  payment_id     uuid not null,
  order_id       uuid not null,
  person_id      uuid not null,
  provider       text not null,
  provider_ref   text collate "C" not null,
  status         text not null constraint disputes_status_check check (status in
    ('warning', 'needs_response', 'under_review', 'won', 'lost', 'partial', 'withdrawn', 'prevented')),
  reason         text not null default '',
  amount_minor   bigint not null,
  fee_minor      bigint not null default 0,
  lost_minor     bigint not null default 0,
  currency       text not null,
  opened_at      timestamptz not null,
  due_at         timestamptz,
  closed_at      timestamptz,
  -- Our answer: nothing, a draft, sent (with its key stored before the call), arrived.
  evidence_state text not null default 'none' constraint disputes_evidence_state_check check (evidence_state in ('none', 'draft', 'sending', 'submitted', 'failed')),
  evidence       jsonb,
  evidence_key   uuid,
  submitted_by   uuid,
  submitted_at   timestamptz,
  constraint disputes_pkey primary key (tenant_id, id),
  constraint disputes_provider_ref_key unique (tenant_id, payment_id, provider_ref),
  constraint disputes_payment_fkey foreign key (tenant_id, payment_id) references payments on delete restrict,
  constraint disputes_order_fkey foreign key (tenant_id, order_id) references orders on delete restrict
);
create index disputes_tenant_id_order_id_idx on disputes (tenant_id, order_id);
-- disputes.list: open ones by deadline; closed ones newest first.
create index disputes_tenant_id_open_idx on disputes (tenant_id, due_at, id) where closed_at is null;
create index disputes_tenant_id_opened_at_idx on disputes (tenant_id, opened_at desc, id desc);
create index disputes_person_id_idx on disputes (person_id);
-- disputes.submit, again: answers that have not arrived.
create index disputes_sending_idx on disputes (tenant_id, submitted_at) where evidence_state = 'sending';
select protect('disputes');
grant select, insert, update on disputes to edurise_app;

-- What a learner did in a course, kept as evidence: one line a lesson and day.
create table access_log (
  tenant_id  uuid not null references tenants on delete restrict,
  person_id  uuid not null,
  course_id  uuid not null,
  lesson_id  uuid not null,
  day        date not null,
  first_at   timestamptz not null,
  last_at    timestamptz not null,
  ip         text not null default '',
  user_agent text not null default '',
  constraint access_log_pkey primary key (tenant_id, person_id, course_id, day, lesson_id)
);
create index access_log_person_id_idx on access_log (person_id);
select protect('access_log');
grant select, insert, update on access_log to edurise_app;
