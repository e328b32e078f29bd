import type { CourseId, ModuleId, TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

/** At the end of the course. */
export async function addModule(trx: TenantDb, tenantId: TenantId, courseId: CourseId, title: string): Promise<ModuleId> {
  const { id } = await trx
    .insertInto('modules')
    .values((eb) => ({
      tenant_id: tenantId,
      id: newId<ModuleId>(),
      course_id: courseId,
      title,
      position: eb
        .selectFrom('modules')
        .select(sql<number>`coalesce(max(position) + 1, 0)`.as('next'))
        .where('tenant_id', '=', tenantId)
        .where('course_id', '=', courseId)
        .where('removed_at', 'is', null),
    }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

interface ModuleKey {
  tenantId: TenantId
  courseId: CourseId
  moduleId: ModuleId
}

/** Undefined when the course has no such module. */
export async function findModule(trx: TenantDb, { tenantId, courseId, moduleId }: ModuleKey) {
  return trx
    .selectFrom('modules as m')
    .select([
      'm.id',
      sql<number>`(select count(*) from lessons l where l.tenant_id = m.tenant_id and l.module_id = m.id and l.removed_at is null)`.as(
        'lessons',
      ),
    ])
    .where('m.tenant_id', '=', tenantId)
    .where('m.course_id', '=', courseId)
    .where('m.id', '=', moduleId)
    .where('m.removed_at', 'is', null)
    .executeTakeFirst()
}

export async function renameModule(trx: TenantDb, { tenantId, moduleId }: ModuleKey, title: string): Promise<void> {
  await trx.updateTable('modules').set({ title }).where('tenant_id', '=', tenantId).where('id', '=', moduleId).execute()
}

export async function removeModule(trx: TenantDb, { tenantId, moduleId }: ModuleKey, at: Date): Promise<void> {
  await trx.updateTable('modules').set({ removed_at: at }).where('tenant_id', '=', tenantId).where('id', '=', moduleId).execute()
}

/** Counts the modules of a course anew from 0, with this one at its new place (as near to it as there are modules). Answers that place. */
export async function placeModule(trx: TenantDb, { tenantId, courseId, moduleId }: ModuleKey, position: number): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    with others as (
      select id, row_number() over (order by position, id) - 1 as n from modules
      where tenant_id = ${tenantId} and course_id = ${courseId} and removed_at is null and id <> ${moduleId}),
    place as (select least(${position}::bigint, (select count(*) from others)) as n),
    placed as (
      update modules m set position = case when m.id = ${moduleId} then place.n else o.n + (o.n >= place.n)::int end
      from place, modules x left join others o on o.id = x.id
      where m.tenant_id = ${tenantId} and x.tenant_id = m.tenant_id and x.id = m.id and (o.id is not null or x.id = ${moduleId})
      returning m.id, m.position)
    select position from placed where id = ${moduleId}`.execute(trx)
  return rows[0]?.position ?? position
}
