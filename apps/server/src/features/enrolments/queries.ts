import type { CourseId, EnrolmentId, EnrolmentState, LessonId, OrderId, PersonId, TenantId } from '@edurise/contracts'
import { json, newId, type ListedModule, type OfferSnapshot, type PersonDb, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const ids = sql<LessonId[]>`(
  select coalesce(jsonb_agg(p.lesson_id), '[]') from lesson_progress p
  where p.person_id = e.person_id and p.tenant_id = e.tenant_id and p.enrolment_id = e.id and p.state = 'completed')`

/** enrolments.mine: one's own courses over all tenants with their public outline, last touched first. */
export function listMyEnrolments(
  trx: PersonDb,
  {
    personId,
    states,
    after,
    limit,
  }: { personId: PersonId; states: readonly EnrolmentState[]; after: { at: string; id: EnrolmentId } | undefined; limit: number },
) {
  return trx
    .selectFrom('enrolments as e')
    .innerJoin('course_listings as c', 'c.course_id', 'e.course_id')
    .innerJoin('tenants as t', 't.id', 'e.tenant_id')
    .select([
      'e.id as enrolmentId',
      'e.tenant_id as tenantId',
      'e.course_id as courseId',
      'e.state',
      'e.last_lesson_id as lastLessonId',
      'e.last_active_at as lastActiveAt',
      'e.created_at as createdAt',
      'e.completed_at as completedAt',
      'c.slug',
      'c.title',
      'c.language',
      'c.subject',
      'c.cover',
      'c.outline',
      'c.teacher_name as teacherName',
      'c.tenant_name as tenantName',
      't.names as tenantNames',
      'c.tenant_slug as tenantSlug',
      ids.as('done'),
    ])
    .where('e.person_id', '=', personId)
    .where('e.state', 'in', states)
    .where((eb) =>
      after
        ? eb.and([eb('e.last_active_at', '<=', after.at), eb.or([eb('e.last_active_at', '<', after.at), eb('e.id', '>', after.id)])])
        : eb.lit(true),
    )
    .orderBy('e.last_active_at', 'desc')
    .orderBy('e.id')
    .limit(limit)
    .execute()
}

/** enrolments.standing: the course, the person's enrolment, and the order whose payment is on its way. */
export function findStanding(trx: TenantDb, tenantId: TenantId, courseId: CourseId, personId: PersonId | null) {
  return trx
    .selectFrom('courses as c')
    .leftJoin('enrolments as e', (join) =>
      join.onRef('e.tenant_id', '=', 'c.tenant_id').onRef('e.course_id', '=', 'c.id').on('e.person_id', '=', personId),
    )
    .select([
      'c.state as courseState',
      'c.teacher_id as teacherId',
      'e.id as enrolmentId',
      'e.state',
      'e.lessons_done as lessonsDone',
      'e.last_lesson_id as lastLessonId',
      sql<OrderId | null>`(
        select o.id from orders o
        where o.tenant_id = c.tenant_id and o.person_id = ${personId} and o.course_id = c.id and o.state = 'open' and exists (
          select from payments p where p.tenant_id = o.tenant_id and p.order_id = o.id and p.state in ('processing', 'authorized', 'unknown')))`.as(
        'orderId',
      ),
      sql<ListedModule['lessons']>`(
        select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'kind', l.kind, 'minutes', l.minutes, 'preview', l.is_preview)
          order by m.position, m.id, l.position, l.id), '[]')
        from lessons l join modules m on m.tenant_id = l.tenant_id and m.id = l.module_id and m.removed_at is null
        where l.tenant_id = c.tenant_id and l.course_id = c.id and l.removed_at is null)`.as('lessons'),
      sql<LessonId[]>`(
        select coalesce(jsonb_agg(p.lesson_id), '[]') from lesson_progress p
        where p.tenant_id = c.tenant_id and p.enrolment_id = e.id and p.state = 'completed')`.as('done'),
    ])
    .where('c.tenant_id', '=', tenantId)
    .where('c.id', '=', courseId)
    .executeTakeFirst()
}

/** enrolments.ofCourse: whose course it is. */
export function findCourseTeacher(trx: TenantDb, tenantId: TenantId, courseId: CourseId) {
  return trx
    .selectFrom('courses')
    .select('teacher_id as teacherId')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', courseId)
    .executeTakeFirst()
}

/** enrolments.ofCourse: newest first. */
export function listStudents(
  trx: TenantDb,
  filter: {
    tenantId: TenantId
    courseId: CourseId
    state: EnrolmentState | undefined
    after: { at: string; id: EnrolmentId } | undefined
    limit: number
  },
) {
  const { tenantId, courseId, state, after, limit } = filter
  return (
    trx
      .selectFrom('enrolments as e')
      // Each name by itself: joined as a whole, `people` would be read from end to end for one page.
      .leftJoinLateral(
        (eb) => eb.selectFrom('people').select(['people.name', 'people.email']).whereRef('people.id', '=', 'e.person_id').offset(0).as('p'),
        (join) => join.onTrue(),
      )
      .leftJoin('lessons as l', (join) => join.onRef('l.tenant_id', '=', 'e.tenant_id').onRef('l.id', '=', 'e.last_lesson_id'))
      .select([
        'e.id as enrolmentId',
        'e.person_id as personId',
        sql<string>`coalesce(p.name, '')`.as('name'),
        sql<string>`coalesce(p.email, '')`.as('email'),
        'e.state',
        'e.lessons_done as lessonsDone',
        sql<number>`(select count(*) from lessons c join modules m on m.tenant_id = c.tenant_id and m.id = c.module_id and m.removed_at is null
        where c.tenant_id = e.tenant_id and c.course_id = e.course_id and c.removed_at is null)`.as('lessonCount'),
        'l.title as lastLesson',
        'e.last_active_at as lastActiveAt',
        'e.created_at as createdAt',
      ])
      .where('e.tenant_id', '=', tenantId)
      .where('e.course_id', '=', courseId)
      .where((eb) => (state ? eb('e.state', '=', state) : eb.lit(true)))
      .where((eb) => (after ? eb(eb.refTuple('e.created_at', 'e.id'), '<', eb.tuple(after.at, after.id)) : eb.lit(true)))
      .orderBy('e.created_at', 'desc')
      .orderBy('e.id', 'desc')
      .limit(limit)
      .execute()
  )
}

export interface FreeOrder {
  tenantId: TenantId
  personId: PersonId
  courseId: CourseId
  buyerName: string
  buyerEmail: string
  title: string
  currency: string
  offer: OfferSnapshot
  locale: 'en' | 'ar' | 'so'
  returnOrigin: string
  at: Date
}

/** enrolments.enrol: an order over nothing, paid by that. Answers the id of its one line. */
export async function insertFreeOrder(trx: TenantDb, order: FreeOrder): Promise<{ orderId: OrderId; lineId: string }> {
  const { tenantId, personId, courseId, title, at } = order
  const orderId = newId<OrderId>()
  const line = await trx
    .with('made', (db) =>
      db
        .insertInto('orders')
        .values({
          tenant_id: tenantId,
          id: orderId,
          person_id: personId,
          buyer_name: order.buyerName,
          buyer_email: order.buyerEmail,
          course_id: courseId,
          state: 'paid',
          subtotal_minor: 0,
          total_minor: 0,
          currency: order.currency,
          offer_snapshot: json(order.offer),
          locale: order.locale,
          return_origin: order.returnOrigin,
          created_at: at,
          paid_at: at,
        })
        .returning('id'),
    )
    .insertInto('order_lines')
    .columns(['tenant_id', 'id', 'order_id', 'kind', 'course_id', 'title', 'amount_minor'])
    .expression((eb) =>
      eb
        .selectFrom('made')
        .select([
          eb.val(tenantId).as('tenant_id'),
          eb.val(newId<string>()).as('id'),
          'made.id as order_id',
          eb.val('course' as const).as('kind'),
          eb.val(courseId).as('course_id'),
          eb.val(title).as('title'),
          eb.val(0).as('amount_minor'),
        ]),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return { orderId, lineId: line.id }
}
