import type { Membership, OrderId, PersonId, Role, TenantId } from '@edurise/contracts'
import type { PersonDb, TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** One's memberships over all tenants that are open. */
export function membershipsOf(trx: PersonDb, personId: PersonId): Promise<Membership[]> {
  return trx
    .selectFrom('memberships as m')
    .innerJoin('tenants as t', 't.id', 'm.tenant_id')
    .select(['m.tenant_id as tenantId', 't.slug', 't.name', 't.names', 'm.role'])
    .where('m.person_id', '=', personId)
    .where('t.state', '=', 'active')
    .orderBy('t.slug')
    .limit(200)
    .execute()
}

export interface MemberFilter {
  role?: Role | undefined
  /** What a name, a further name or the address begins with. */
  prefix?: string | undefined
  after?: { position: string; personId: PersonId } | undefined
  limit: number
}

/** Members of a tenant, newest first. `position` is the joining time in full, as text. */
export function membersOf(trx: TenantDb, tenantId: TenantId, { role, prefix, after, limit }: MemberFilter) {
  let rows = members(trx, tenantId)
    .select(sql<string>`m.created_at::text`.as('position'))
    .orderBy('m.created_at', 'desc')
    .orderBy('m.person_id', 'desc')
    .limit(limit)
  if (role) rows = rows.where('m.role', '=', role)
  if (prefix) {
    const begins = `${prefix.replace(/[\\%_]/g, '\\$&')}%`
    rows = rows.where((eb) => eb.or([eb('p.name', 'ilike', begins), eb('p.name', 'ilike', `% ${begins}`), eb('p.email', 'ilike', begins)]))
  }
  if (after) rows = rows.where(sql<boolean>`(m.created_at, m.person_id) < (${after.position}::timestamptz, ${after.personId}::uuid)`)
  return rows.execute()
}

export function memberOf(trx: TenantDb, tenantId: TenantId, personId: PersonId) {
  return members(trx, tenantId).where('m.person_id', '=', personId).executeTakeFirst()
}

/** Each member's name is looked up by itself: joined as a whole, `people` would be read from end to end for one page. */
function members(trx: TenantDb, tenantId: TenantId) {
  return trx
    .selectFrom('memberships as m')
    .innerJoinLateral(
      (eb) => eb.selectFrom('people').select(['people.name', 'people.email']).whereRef('people.id', '=', 'm.person_id').offset(0).as('p'),
      (join) => join.onTrue(),
    )
    .select(['m.person_id as personId', 'p.name', 'p.email', 'm.role', 'm.created_at as since'])
    .where('m.tenant_id', '=', tenantId)
}

/** Whom a tenant wants to hear of its money, in the order of their ids, with the name of the tenant's host. */
export function listAdmins(trx: TenantDb, tenantId: TenantId) {
  return trx
    .selectFrom('memberships as m')
    .innerJoin('tenants as t', 't.id', 'm.tenant_id')
    .innerJoin('people as p', 'p.id', 'm.person_id')
    .select(['p.id', 'p.name', 'p.email', 'p.locale', 't.slug'])
    .where('m.tenant_id', '=', tenantId)
    .where('m.role', '=', 'admin')
    .orderBy('m.person_id')
    .limit(20)
    .execute()
}

/** The admins of a tenant; whoever else wants to change one waits until this transaction ends. */
export async function lockAdmins(trx: TenantDb, tenantId: TenantId): Promise<PersonId[]> {
  const rows = await trx
    .selectFrom('memberships')
    .select('person_id')
    .where('tenant_id', '=', tenantId)
    .where('role', '=', 'admin')
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return rows.map(({ person_id }) => person_id)
}

export async function updateRole(trx: TenantDb, tenantId: TenantId, personId: PersonId, role: Role): Promise<void> {
  await trx.updateTable('memberships').set({ role }).where('tenant_id', '=', tenantId).where('person_id', '=', personId).execute()
}

/** Makes somebody a member; whoever is one already gets this role. */
export async function putMembership(trx: TenantDb, tenantId: TenantId, personId: PersonId, role: Role, at: Date): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({ tenant_id: tenantId, person_id: personId, role, created_at: at })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'person_id']).doUpdateSet({ role }))
    .execute()
}

/** Whether this tenant knows somebody: as a member, or by an order. */
export async function hasPerson(trx: TenantDb, tenantId: TenantId, personId: PersonId): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from memberships where tenant_id = ${tenantId} and person_id = ${personId})
      or exists (select from orders where tenant_id = ${tenantId} and person_id = ${personId}) as known`.execute(trx)
  return rows[0]?.known === true
}

export interface HistoryRow {
  /** The moment in full, as text. */
  position: string
  at: string
  id: string
  kind:
    | 'joined'
    | 'role_changed'
    | 'order_created'
    | 'order_paid'
    | 'access_opened'
    | 'access_ended'
    | 'access_given'
    | 'access_taken'
    | 'refund'
    | 'mail'
  /** A title, a role, a kind of mail; null where the order's number says it. */
  detail: string | null
  reason: string
  actorName: string | null
  orderId: OrderId | null
  orderNumber: number | null
  orderedAt: string | null
}

export interface HistoryFilter {
  after: { position: string; id: string; kind: string } | undefined
  limit: number
}

/** What happened between a person and a tenant, newest first: each kind is read by its own index, as far as the page could need it. */
export async function listHistory(
  trx: TenantDb,
  tenantId: TenantId,
  personId: PersonId,
  { after, limit }: HistoryFilter,
): Promise<HistoryRow[]> {
  const page = (at: string, id: string, kind: ReturnType<typeof sql>) => {
    const [moment, key] = [sql.ref(at), sql.ref(id)]
    const before = after
      ? sql`and (${moment}, ${key}, ${kind}) < (${after.position}::timestamptz, ${after.id}::uuid, ${after.kind}::text)`
      : sql``
    return sql`${before} order by ${moment} desc, ${key} desc limit ${limit}`
  }
  const ofGrant = (admin: string, other: string) => sql`case g.source_kind when 'admin' then ${sql.lit(admin)} else ${sql.lit(other)} end`
  const named = (kind: string) => sql`${sql.lit(kind)}::text`
  const { rows } = await sql<HistoryRow>`
    with happened as (
      (select m.created_at as at, m.person_id as id, 'joined' as kind, null::text as detail, '' as reason, null::uuid as actor_id, null::uuid as order_id
        from memberships m where m.tenant_id = ${tenantId} and m.person_id = ${personId} ${page('m.created_at', 'm.person_id', named('joined'))})
      union all (select a.at, a.id, 'role_changed', a.after ->> 'role', '', a.actor_id, null
        from audit_log a where a.tenant_id = ${tenantId} and a.object = ${`person:${personId}`} and a.action = 'people.changeRole' ${page('a.at', 'a.id', named('role_changed'))})
      union all (select o.created_at, o.id, 'order_created', null, '', null, o.id
        from orders o where o.tenant_id = ${tenantId} and o.person_id = ${personId} ${page('o.created_at', 'o.id', named('order_created'))})
      union all (select o.paid_at, o.id, 'order_paid', null, '', null, o.id
        from orders o where o.tenant_id = ${tenantId} and o.person_id = ${personId} and o.paid_at is not null ${page('o.paid_at', 'o.id', named('order_paid'))})
      union all (select g.starts_at, g.id, ${ofGrant('access_given', 'access_opened')}, c.title, g.reason, g.actor_id, l.order_id
        from grants g join courses c on c.tenant_id = g.tenant_id and c.id = g.course_id
        left join order_lines l on l.tenant_id = g.tenant_id and l.id = g.source_id and g.source_kind = 'order_line'
        where g.tenant_id = ${tenantId} and g.person_id = ${personId} ${page('g.starts_at', 'g.id', ofGrant('access_given', 'access_opened'))})
      union all (select g.ended_at, g.id, ${ofGrant('access_taken', 'access_ended')}, c.title, g.ended_reason, g.ended_by, l.order_id
        from grants g join courses c on c.tenant_id = g.tenant_id and c.id = g.course_id
        left join order_lines l on l.tenant_id = g.tenant_id and l.id = g.source_id and g.source_kind = 'order_line'
        where g.tenant_id = ${tenantId} and g.person_id = ${personId} and g.ended_at is not null ${page('g.ended_at', 'g.id', ofGrant('access_taken', 'access_ended'))})
      union all (select r.created_at, r.id, 'refund', null, r.note, r.decided_by, r.order_id
        from refund_requests r where r.tenant_id = ${tenantId} and r.person_id = ${personId} ${page('r.created_at', 'r.id', named('refund'))})
      union all (select i.issued_at, i.id, 'refund', null, '', null, i.order_id
        from invoices i where i.tenant_id = ${tenantId} and i.person_id = ${personId} and i.kind = 'credit_note'
        and not exists (select from refund_requests r where r.tenant_id = ${tenantId} and r.order_id = i.order_id and i.effect_key = 'credit:' || r.provider_ref)
        ${page('i.issued_at', 'i.id', named('refund'))})
      union all (select e.created_at, e.id, 'mail', e.kind, '', null, e.order_id
        from mails e where e.tenant_id = ${tenantId} and e.person_id = ${personId} ${page('e.created_at', 'e.id', named('mail'))})
    ), newest as (select * from happened order by at desc, id desc, kind desc limit ${limit})
    select n.at::text as position, n.at, n.id, n.kind, n.detail, n.reason, p.name as "actorName", n.order_id as "orderId", o.number as "orderNumber",
      o.created_at as "orderedAt"
    from newest n
    left join lateral (select name from people where id = n.actor_id offset 0) p on true
    left join lateral (select number, created_at from orders where tenant_id = ${tenantId} and id = n.order_id offset 0) o on true
    order by n.at desc, n.id desc, n.kind desc`.execute(trx)
  return rows
}
