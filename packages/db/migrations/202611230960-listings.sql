-- Stripes of the thread, so that a list need not carry every outline.
alter table course_listings add column shape jsonb not null default '[]';

-- The facet counts of the market, and of one portal, are read from these indexes alone.
drop index course_listings_facets_idx;
create index course_listings_facets_idx on course_listings (subject, language, level, price_minor) where listed;
create index course_listings_tenant_facets_idx on course_listings (tenant_id, subject, language, level, price_minor) where listed;

-- marketplace.search: the courses whose text resembles these words most, when no course has the words themselves.
-- Loads the extension, so that its setting below is known.
select word_similarity('a', 'a');
create function listings_like(query text) returns table (course_id uuid, score real) language sql stable set pg_trgm.word_similarity_threshold = 0.45 as $$
  select course_id, word_similarity(query, text) from course_listings where listed and query <% text order by 2 desc, 1 limit 200
$$;

-- The words that tell a course: its title above its promise and people, and those above its outcomes and lessons. Stemmed in the course's language, and as they stand.
create function listing_words(language text, title text, about text, inside text) returns tsvector language sql immutable parallel safe as $$
  select setweight(to_tsvector(stems, title) || to_tsvector('simple', title), 'A')
    || setweight(to_tsvector(stems, about) || to_tsvector('simple', about), 'B')
    || setweight(to_tsvector(stems, inside) || to_tsvector('simple', inside), 'C')
  from (select (case language when 'en' then 'english' when 'ar' then 'arabic' else 'simple' end)::regconfig) as chosen (stems)
$$;

-- Counts are read from indexes alone only where the table was vacuumed since it changed; every enrolment changes a listing.
alter table course_listings set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, fillfactor = 85);
