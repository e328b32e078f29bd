import type { Membership, PersonId, Role, TenantId } from '@edurise/contracts'
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
