import type { TenantId } from '@edurise/contracts'
import { inTenant, type Db, type TenantDb } from '@edurise/db'
import { sql, type RawBuilder } from 'kysely'
import { listingOf } from '../features/marketplace/index.ts'
import { idOf, inventor, outlineOf, type Invented } from './invented-courses.ts'

const perTenant = 100
const perCourse = 10

/** The same in SQL as `idOf`: ids follow from names, so that a second run finds what the first made. */
const idIn = (name: RawBuilder<unknown>) => sql`overlay(overlay(md5('scale ' || ${name}) placing '8' from 13) placing '8' from 17)::uuid`

/**
 * N published courses over N / 100 tenants, N learners and ten times as many enrolments, the same every time: for benchmarks.
 * Written tenant by tenant, each whole or not at all; tenants that are there already are left as they are.
 */
export async function seedScale(owner: Db, courses: number, say: (line: string) => void): Promise<void> {
  const began = performance.now()
  await insertLearners(owner, courses)
  for (let first = 0; first < courses; first += perTenant) {
    const numbers = Array.from({ length: Math.min(perTenant, courses - first) }, (_, index) => first + index)
    await seedTenant(owner, first / perTenant + 1, numbers, courses)
    const done = first + numbers.length
    if (done % 1_000 === 0 || done === courses) say(`${done} of ${courses} courses, ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  }
  // Index-only scans need to know which pages everybody may see.
  for (const table of ['course_listings', 'courses', 'lessons', 'enrolments', 'lesson_progress', 'grants'])
    await sql`vacuum (analyze) ${sql.table(table)}`.execute(owner.open)
}

async function insertLearners(owner: Db, count: number): Promise<void> {
  await sql`
    insert into auth.users (id, name, email, email_verified, locale)
    select ${idIn(sql`'learner ' || n`)}, 'Generated learner ' || n, 'learner-' || n || '@scale.demo.test', true, (array['en', 'ar', 'so'])[n % 3 + 1]
    from generate_series(0, ${count}::int - 1) n on conflict do nothing`.execute(owner.open)
}

async function seedTenant(owner: Db, number: number, numbers: readonly number[], learners: number): Promise<void> {
  const slug = `scale-${number}`
  const name = `Generated school ${number}`
  const { rows } = await sql<{ id: TenantId }>`
    insert into tenants (id, slug, name, language) values (${idOf(`tenant ${number}`)}, ${slug}, ${name}, ${(['en', 'ar', 'so'] as const)[number % 3] ?? 'en'})
    on conflict do nothing returning id`.execute(owner.open)
  const [tenant] = rows
  if (!tenant) return
  const invented = numbers.map((course) => ({
    ...inventor(course),
    learners: Math.min(learners, 2 * perCourse - ((course * 8) % (2 * perCourse + 1))),
  }))
  await inTenant(owner, tenant.id, async (trx) => {
    await insertCourses(trx, tenant.id, { slug, name, invented })
    await insertEnrolments(trx, tenant.id, invented, learners)
  })
}

type Numbered = Invented & { learners: number }

export const finishersOf = ({ number, learners }: Pick<Numbered, 'number' | 'learners'>): number =>
  Math.floor((learners * ((number * 13) % 100)) / 100)

async function insertCourses(
  trx: TenantDb,
  tenantId: TenantId,
  { slug: tenantSlug, name: tenantName, invented }: { slug: string; name: string; invented: readonly Numbered[] },
): Promise<void> {
  const rows = invented.map((course) => {
    const modules = outlineOf(course)
    const finishers = finishersOf(course)
    const told = { ...course, teacherName: course.teacher, tenantName, modules, finishers }
    const { outline, shape, minutes, lessonCount, finishPercent, words, text } = listingOf(told)
    const listing = {
      outline,
      shape,
      minutes,
      lesson_count: lessonCount,
      finish_percent: finishPercent,
      words_title: words.title,
      words_about: words.about,
      words_inside: words.inside,
      text,
    }
    return { ...course, ...listing, finishers }
  })
  const courses = JSON.stringify(rows)
  const given = sql`jsonb_to_recordset(${courses}::jsonb) as c (number int, slug text, title text, promise text, description text, language text, subject text, level text, price bigint, teacher text,
    outcomes jsonb, learners int, finishers int, published timestamptz, outline jsonb, shape jsonb, minutes int, lesson_count int, finish_percent int, words_title text, words_about text, words_inside text, text text)`
  const id = idIn(sql`'course ' || c.number`)
  const teacher = idIn(sql`'teacher ' || c.teacher`)
  await sql`
    insert into courses (tenant_id, id, slug, title, promise, description, description_html, language, subject, level, outcomes, state, price_minor, teacher_id, teacher_name, created_at, updated_at, published_at)
    select ${tenantId}, ${id}, slug, title, promise, description, '<p>' || description || '</p>', language, subject, level, outcomes, 'published', price, ${teacher}, teacher, published, published, published from ${given}`.execute(
    trx,
  )
  await sql`insert into course_routes (slug, course_id, tenant_id) select slug, ${id}, ${tenantId} from ${given}`.execute(trx)
  await sql`
    insert into modules (tenant_id, id, course_id, title, position)
    select ${tenantId}, (m.value ->> 'id')::uuid, ${id}, m.value ->> 'title', m.ordinality - 1 from ${given}, jsonb_array_elements(c.outline) with ordinality m`.execute(
    trx,
  )
  await sql`
    insert into lessons (tenant_id, id, course_id, module_id, title, kind, position, minutes, is_preview, body, body_html)
    select ${tenantId}, (l.value ->> 'id')::uuid, ${id}, (m.value ->> 'id')::uuid, l.value ->> 'title', 'text', l.ordinality - 1, (l.value ->> 'minutes')::int, (l.value ->> 'preview')::boolean, c.description, '<p>' || c.description || '</p>'
    from ${given}, jsonb_array_elements(c.outline) m, jsonb_array_elements(m.value -> 'lessons') with ordinality l`.execute(trx)
  await sql`
    insert into course_listings (course_id, tenant_id, listed, slug, title, promise, language, subject, level, price_minor, currency, minutes, lesson_count, outline, shape, cover, teacher_name, tenant_slug, tenant_name,
      learners, finishers, finish_percent, published_at, words, text)
    select ${id}, ${tenantId}, true, slug, title, promise, language, subject, level, price, 'USD', minutes, lesson_count, outline, shape, '{}', teacher, ${tenantSlug}, ${tenantName},
      learners, finishers, finish_percent, published, listing_words(language, words_title, words_about, words_inside), text from ${given}`.execute(
    trx,
  )
}

/** Everybody who finished has done all lessons; the others none to three. */
async function insertEnrolments(trx: TenantDb, tenantId: TenantId, invented: readonly Numbered[], learners: number): Promise<void> {
  const counts = JSON.stringify(
    invented.map((course) => ({ number: course.number, learners: course.learners, finishers: finishersOf(course) })),
  )
  const given = sql`
    (select ${idIn(sql`'course ' || c.number`)} as course_id, ${idIn(sql`'learner ' || (c.number * 17 + k) % ${learners}::int`)} as person_id, ${idIn(sql`'enrolment ' || c.number || ' ' || k`)} as id,
      k < c.finishers as finished, (c.number + k) % 4 as done, timestamptz '2026-01-05' + (c.number % 200) * interval '1 day' + k * interval '1 hour' as began
    from jsonb_to_recordset(${counts}::jsonb) as c (number int, learners int, finishers int), generate_series(0, c.learners - 1) k) e`
  await sql`
    insert into enrolments (tenant_id, id, person_id, course_id, state, lessons_done, last_active_at, created_at, completed_at)
    select ${tenantId}, id, person_id, course_id, case when finished then 'completed' else 'active' end, case when finished then 6 else done end, began + interval '9 days', began, case when finished then began + interval '9 days' end
    from ${given}`.execute(trx)
  await sql`
    insert into grants (tenant_id, id, person_id, course_id, source_kind, source_id, starts_at)
    select ${tenantId}, ${idIn(sql`'grant ' || id`)}, person_id, course_id, 'admin', course_id, began from ${given}`.execute(trx)
  await sql`
    insert into memberships (tenant_id, person_id, role) select distinct ${tenantId}::uuid, person_id, 'student' from ${given} on conflict do nothing`.execute(
    trx,
  )
  await sql`
    insert into lesson_progress (tenant_id, enrolment_id, lesson_id, person_id, course_id, state, position, updated_at, completed_at)
    select ${tenantId}, e.id, l.id, e.person_id, e.course_id, 'completed', 1000, began + l.n * interval '1 day', began + l.n * interval '1 day'
    from ${given}, lateral (
      select lessons.id, row_number() over (order by modules.position, lessons.position) as n
      from lessons join modules on modules.tenant_id = lessons.tenant_id and modules.id = lessons.module_id
      where lessons.tenant_id = ${tenantId} and lessons.course_id = e.course_id
    ) l
    where l.n <= case when e.finished then 6 else e.done end`.execute(trx)
}
