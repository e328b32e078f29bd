create table grants (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  person_id    uuid not null,
  course_id    uuid not null,
  source_kind  text not null constraint grants_source_kind_check check (source_kind in ('order_line', 'seat', 'subscription', 'coupon', 'admin')),
  source_id    uuid not null,
  starts_at    timestamptz not null,
  ended_at     timestamptz,
  ended_reason text,
  constraint grants_pkey primary key (tenant_id, id),
  constraint grants_source_key unique (tenant_id, source_kind, source_id, course_id, person_id),
  constraint grants_course_fkey foreign key (tenant_id, course_id) references courses on delete restrict,
  constraint grants_ended_check check ((ended_at is null) = (ended_reason is null))
);
-- hasAccess: the live grants of a person in a course.
create index grants_tenant_id_person_id_course_id_idx on grants (tenant_id, person_id, course_id) where ended_at is null;
create index grants_tenant_id_course_id_idx on grants (tenant_id, course_id);
select protect('grants');
grant select, insert, update on grants to edurise_app;

create table enrolments (
  tenant_id      uuid not null references tenants on delete restrict,
  id             uuid not null,
  person_id      uuid not null,
  course_id      uuid not null,
  state          text not null default 'active' constraint enrolments_state_check check (state in ('active', 'completed', 'ended')),
  lessons_done   int not null default 0,
  last_lesson_id uuid,
  last_active_at timestamptz not null,
  created_at     timestamptz not null,
  completed_at   timestamptz,
  constraint enrolments_pkey primary key (tenant_id, id),
  constraint enrolments_tenant_id_course_id_person_id_key unique (tenant_id, course_id, person_id),
  constraint enrolments_course_fkey foreign key (tenant_id, course_id) references courses on delete restrict
);
-- enrolments.mine: one's own over all tenants, last touched first.
create index enrolments_person_id_last_active_at_idx on enrolments (person_id, last_active_at desc, id);
-- By student and state.
create index enrolments_tenant_id_person_id_state_idx on enrolments (tenant_id, person_id, state);
-- enrolments.ofCourse: by course and state, newest first.
create index enrolments_tenant_id_course_id_state_idx on enrolments (tenant_id, course_id, state, created_at desc, id);
create index enrolments_tenant_id_course_id_created_at_idx on enrolments (tenant_id, course_id, created_at desc, id);
-- By time, for reports.
create index enrolments_tenant_id_created_at_idx on enrolments (tenant_id, created_at desc, id);
select protect('enrolments');
grant select, insert, update on enrolments to edurise_app;

create table lesson_progress (
  tenant_id    uuid not null references tenants on delete restrict,
  enrolment_id uuid not null,
  lesson_id    uuid not null,
  person_id    uuid not null,
  course_id    uuid not null,
  state        text not null default 'started' constraint lesson_progress_state_check check (state in ('started', 'completed')),
  watched      int8multirange not null default '{}',
  position     int not null default 0,
  score        int,
  updated_at   timestamptz not null,
  completed_at timestamptz,
  constraint lesson_progress_pkey primary key (tenant_id, enrolment_id, lesson_id),
  constraint lesson_progress_enrolment_fkey foreign key (tenant_id, enrolment_id) references enrolments on delete restrict,
  constraint lesson_progress_lesson_fkey foreign key (tenant_id, lesson_id) references lessons on delete cascade,
  constraint lesson_progress_completed_check check ((completed_at is not null) = (state = 'completed'))
);
create index lesson_progress_tenant_id_lesson_id_idx on lesson_progress (tenant_id, lesson_id);
-- enrolments.mine: the done lessons of one's courses.
create index lesson_progress_person_id_idx on lesson_progress (person_id, enrolment_id) where state = 'completed';
select protect('lesson_progress');
grant select, insert, update on lesson_progress to edurise_app;

create table quiz_attempts (
  tenant_id    uuid not null references tenants on delete restrict,
  id           uuid not null,
  enrolment_id uuid not null,
  lesson_id    uuid not null,
  person_id    uuid not null,
  attempt_key  uuid not null,
  answers      jsonb not null,
  points       int not null,
  max_points   int not null,
  percent      int not null constraint quiz_attempts_percent_check check (percent between 0 and 100),
  passed       boolean not null,
  created_at   timestamptz not null,
  constraint quiz_attempts_pkey primary key (tenant_id, id),
  -- assessments.submitQuiz: a repeated submission finds the first.
  constraint quiz_attempts_attempt_key unique (tenant_id, enrolment_id, lesson_id, attempt_key),
  constraint quiz_attempts_enrolment_fkey foreign key (tenant_id, enrolment_id) references enrolments on delete restrict,
  constraint quiz_attempts_lesson_fkey foreign key (tenant_id, lesson_id) references lessons on delete cascade
);
create index quiz_attempts_tenant_id_lesson_id_idx on quiz_attempts (tenant_id, lesson_id);
-- lessons.read: the newest attempt.
create index quiz_attempts_newest_idx on quiz_attempts (tenant_id, enrolment_id, lesson_id, created_at desc);
select protect('quiz_attempts');
grant select, insert on quiz_attempts to edurise_app;
