import { permissionsOf, PlatformPermission, type Permission, type PersonId } from '@edurise/contracts'
import { inTenant, type Db } from '@edurise/db'
import { Cache } from './cache.ts'
import type { Rights } from './context.ts'
import type { Listener } from './listener.ts'

interface Held<Right> {
  personId: PersonId
  rights: ReadonlySet<Right>
}

const bounds = { limit: 20_000, milliseconds: 60_000 }
const allOfThePlatform: ReadonlySet<PlatformPermission> = new Set(PlatformPermission.options)
const none: ReadonlySet<never> = new Set()

/** Reads what people may do, and remembers it until the database tells that it changed. */
export function createRights({ db, listener }: { db: Db; listener: Listener }): Rights {
  const ofMembers = new Cache<Held<Permission>>(bounds)
  const ofStaff = new Cache<Held<PlatformPermission>>(bounds)
  listener.subscribe(
    'rights_changed',
    (personId) => {
      ofMembers.forgetWhere((held) => held.personId === personId)
      ofStaff.forgetWhere((held) => held.personId === personId)
    },
    () => {
      ofMembers.clear()
      ofStaff.clear()
    },
  )

  const remembered = async <Right>(
    cache: Cache<Held<Right>>,
    key: string,
    read: () => Promise<Held<Right>>,
  ): Promise<ReadonlySet<Right>> => {
    if (!listener.up) return (await read()).rights
    return (cache.get(key) ?? (await cache.fill(key, read))).rights
  }

  return {
    inTenant: (personId, tenantId) =>
      remembered(ofMembers, `${tenantId} ${personId}`, async () => {
        const membership = await inTenant(
          db,
          tenantId,
          (trx) =>
            trx
              .selectFrom('memberships')
              .select('role')
              .where('tenant_id', '=', tenantId)
              .where('person_id', '=', personId)
              .executeTakeFirst(),
          { readOnly: true },
        )
        return { personId, rights: membership ? new Set(permissionsOf[membership.role]) : none }
      }),
    onPlatform: (personId) =>
      remembered(ofStaff, personId, async () => {
        const admin = await db.open.selectFrom('platform_admins').select('person_id').where('person_id', '=', personId).executeTakeFirst()
        return { personId, rights: admin ? allOfThePlatform : none }
      }),
  }
}
