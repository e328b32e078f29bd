-- An admin's grant says why, and who; so does its end.
alter table grants
  add column reason   text not null default '' constraint grants_reason_check check (length(reason) <= 2000),
  add column actor_id uuid,
  add column ended_by uuid;
-- enrolments.sources: every source that a person ever had for a course.
create index grants_tenant_id_person_id_idx on grants (tenant_id, person_id, starts_at desc, id desc);
-- One's own sources, live and ended.
create index grants_person_id_idx on grants (person_id, course_id);
