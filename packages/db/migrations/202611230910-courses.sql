create table courses (
  tenant_id    uuid not null references tenants on delete cascade,
  id           uuid not null,
  slug         text collate "C" not null constraint courses_slug_check check (slug ~ '^[a-z0-9](-?[a-z0-9])*$'),
  title        text not null,
  promise      text not null default '',
  description  text not null default '',
  description_html text not null default '',
  language     text not null constraint courses_language_check check (language in ('en', 'ar', 'so')),
  subject      text not null constraint courses_subject_check check (subject in
    ('code', 'data', 'design', 'business', 'language', 'health', 'farm', 'food', 'build', 'teach')),
  level        text not null default 'beginner' constraint courses_level_check check (level in ('beginner', 'intermediate', 'advanced')),
  outcomes     jsonb not null default '[]',
  faq          jsonb not null default '[]',
  cover        jsonb not null default '{}',
  state        text not null default 'draft' constraint courses_state_check check (state in ('draft', 'in_review', 'published', 'archived')),
  price_minor  bigint not null default 0 constraint courses_price_minor_check check (price_minor >= 0),
  currency     text not null default 'USD' constraint courses_currency_check check (currency ~ '^[A-Z]{3}$'),
  refund_days  int not null default 14 constraint courses_refund_days_check check (refund_days between 0 and 365),
  teacher_id   uuid not null,
  teacher_name text not null,
  teacher_bio  text not null default '',
  featured     boolean not null default false,
  version      int not null default 1,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  published_at timestamptz,
  constraint courses_pkey primary key (tenant_id, id),
  constraint courses_tenant_id_slug_key unique (tenant_id, slug),
  constraint courses_published_at_check check (state <> 'published' or published_at is not null)
);
-- courses.mine: a teacher's courses, last touched first.
create index courses_tenant_id_teacher_id_idx on courses (tenant_id, teacher_id, updated_at desc, id);
-- courses.mine for an admin: all of them.
create index courses_tenant_id_updated_at_idx on courses (tenant_id, updated_at desc, id);
select protect('courses');
grant select, insert, update, delete on courses to edurise_app;

-- Of the platform: a course's address is unique over all tenants and names its tenant before one is known.
create table course_routes (
  slug      text collate "C" not null,
  course_id uuid not null,
  tenant_id uuid not null references tenants on delete cascade,
  constraint course_routes_pkey primary key (slug),
  constraint course_routes_course_id_key unique (course_id)
);
create index course_routes_tenant_id_idx on course_routes (tenant_id);
grant select, insert, update, delete on course_routes to edurise_app;
grant select on course_routes to edurise_platform;

create table modules (
  tenant_id  uuid not null references tenants on delete cascade,
  id         uuid not null,
  course_id  uuid not null,
  title      text not null,
  position   int not null,
  removed_at timestamptz,
  constraint modules_pkey primary key (tenant_id, id),
  constraint modules_course_fkey foreign key (tenant_id, course_id) references courses on delete cascade
);
-- courses.byId, lessons.read: the outline in order.
create index modules_tenant_id_course_id_position_idx on modules (tenant_id, course_id, position);
select protect('modules');
grant select, insert, update, delete on modules to edurise_app;

create table lessons (
  tenant_id     uuid not null references tenants on delete cascade,
  id            uuid not null,
  course_id     uuid not null,
  module_id     uuid not null,
  title         text not null,
  kind          text not null constraint lessons_kind_check check (kind in ('text', 'video', 'quiz')),
  position      int not null,
  minutes       int not null default 5 constraint lessons_minutes_check check (minutes between 1 and 600),
  is_preview    boolean not null default false,
  body          text not null default '',
  body_html     text not null default '',
  video         jsonb,
  quiz          jsonb,
  pass_percent  int not null default 70 constraint lessons_pass_percent_check check (pass_percent between 0 and 100),
  watch_percent int not null default 80 constraint lessons_watch_percent_check check (watch_percent between 1 and 100),
  version       int not null default 1,
  removed_at    timestamptz,
  updated_at    timestamptz not null default now(),
  constraint lessons_pkey primary key (tenant_id, id),
  constraint lessons_course_fkey foreign key (tenant_id, course_id) references courses on delete cascade,
  constraint lessons_module_fkey foreign key (tenant_id, module_id) references modules on delete cascade
);
-- lessons.read, courses.byId: the outline in order.
create index lessons_tenant_id_course_id_idx on lessons (tenant_id, course_id, position);
create index lessons_tenant_id_module_id_idx on lessons (tenant_id, module_id, position);
select protect('lessons');
grant select, insert, update, delete on lessons to edurise_app;

create table reviews (
  tenant_id   uuid not null references tenants on delete cascade,
  id          uuid not null,
  course_id   uuid not null,
  person_id   uuid,
  author_name text not null,
  rating      int not null constraint reviews_rating_check check (rating between 1 and 5),
  text        text not null,
  state       text not null default 'published' constraint reviews_state_check check (state in ('pending', 'published', 'hidden')),
  created_at  timestamptz not null default now(),
  constraint reviews_pkey primary key (tenant_id, id),
  constraint reviews_course_fkey foreign key (tenant_id, course_id) references courses on delete cascade,
  constraint reviews_tenant_id_course_id_person_id_key unique (tenant_id, course_id, person_id)
);
-- reviews.ofCourse: newest first.
create index reviews_tenant_id_course_id_created_at_idx on reviews (tenant_id, course_id, created_at desc, id desc);
select protect('reviews');
grant select, insert, update, delete on reviews to edurise_app;

-- Of the platform: the public fields of published courses, for search and for "my learning" over all tenants. A withdrawn course keeps its row, unlisted.
create table course_listings (
  course_id      uuid not null,
  tenant_id      uuid not null references tenants on delete cascade,
  listed         boolean not null,
  slug           text collate "C" not null,
  title          text not null,
  promise        text not null,
  language       text not null constraint course_listings_language_check check (language in ('en', 'ar', 'so')),
  subject        text not null constraint course_listings_subject_check check (subject in
    ('code', 'data', 'design', 'business', 'language', 'health', 'farm', 'food', 'build', 'teach')),
  level          text not null constraint course_listings_level_check check (level in ('beginner', 'intermediate', 'advanced')),
  price_minor    bigint not null,
  currency       text not null,
  minutes        int not null,
  lesson_count   int not null,
  outline        jsonb not null,
  cover          jsonb not null,
  teacher_name   text not null,
  tenant_slug    text not null,
  tenant_name    text not null,
  rating_sum     int not null default 0,
  rating_count   int not null default 0,
  learners       int not null default 0,
  finishers      int not null default 0,
  finish_percent int not null default 0,
  featured       boolean not null default false,
  published_at   timestamptz not null,
  words          tsvector not null,
  text           text not null,
  constraint course_listings_pkey primary key (course_id),
  constraint course_listings_slug_key unique (slug)
);
-- marketplace.search: words, then spelling near them, then each order with its facets.
create index course_listings_words_idx on course_listings using gin (words) where listed;
create index course_listings_text_idx on course_listings using gin (text gin_trgm_ops) where listed;
create index course_listings_finish_percent_idx on course_listings (finish_percent desc, course_id) where listed;
create index course_listings_published_at_idx on course_listings (published_at desc, course_id) where listed;
create index course_listings_price_minor_idx on course_listings (price_minor, course_id) where listed;
create index course_listings_minutes_idx on course_listings (minutes, course_id) where listed;
create index course_listings_subject_idx on course_listings (subject, finish_percent desc, course_id) where listed;
create index course_listings_language_idx on course_listings (language, finish_percent desc, course_id) where listed;
-- A portal's own courses; also the foreign key.
create index course_listings_tenant_id_idx on course_listings (tenant_id, finish_percent desc, course_id);
-- The facet counts are read from this index alone.
create index course_listings_facets_idx on course_listings (subject, language, level, price_minor, tenant_id) where listed;
-- marketplace.front: the featured courses.
create index course_listings_featured_idx on course_listings (finish_percent desc, course_id) where listed and featured;
grant select, insert, update, delete on course_listings to edurise_app;
grant select on course_listings to edurise_platform;
