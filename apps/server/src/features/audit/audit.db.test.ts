import { inTenant } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { useWorld } from '../../testing/world.ts'
import { recordAudit, verifyAuditChain } from './index.ts'

describe('the audit log', () => {
  const world = useWorld()

  async function aChain(length: number) {
    const { tenantId } = await world.aTenant()
    await Promise.all(
      Array.from({ length }, (_, index) =>
        inTenant(world.platform.db, tenantId, (trx) =>
          recordAudit(trx, {
            tenantId,
            actorId: null,
            action: 'courses.publish',
            object: `course:${index}`,
            before: { z: 1, a: [null, 'ب'] },
            after: { at: new Date(0), gone: undefined },
            at: new Date(0),
          }),
        ),
      ),
    )
    return { tenantId, verify: () => inTenant(world.platform.db, tenantId, (trx) => verifyAuditChain(trx, tenantId)) }
  }

  it('is one chain, however many write to it at once', async () => {
    const { verify } = await aChain(12)
    expect(await verify()).toEqual({ entries: 12, brokenAt: null })
  })

  it('shows which entry was changed', async () => {
    const { tenantId, verify } = await aChain(3)
    const rows = await world.db.open.selectFrom('audit_log').select('id').where('tenant_id', '=', tenantId).orderBy('at').execute()
    await world.db.open.updateTable('audit_log').set({ action: 'courses.archive' }).where('id', '=', String(rows[1]?.id)).execute()
    expect(await verify()).toEqual({ entries: 1, brokenAt: rows[1]?.id })
  })

  it('shows that an entry was taken out', async () => {
    const { tenantId, verify } = await aChain(3)
    const rows = await world.db.open.selectFrom('audit_log').select('id').where('tenant_id', '=', tenantId).orderBy('at').execute()
    await world.db.open.deleteFrom('audit_log').where('id', '=', String(rows[1]?.id)).execute()
    expect(await verify()).toEqual({ entries: 1, brokenAt: rows[2]?.id })
  })

  it('can be neither changed nor shortened by the server', async () => {
    const { tenantId } = await aChain(1)
    await expect(inTenant(world.platform.db, tenantId, (trx) => trx.deleteFrom('audit_log').execute())).rejects.toThrow(/permission denied/)
    await expect(
      inTenant(world.platform.db, tenantId, (trx) => trx.updateTable('audit_log').set({ action: 'x' }).execute()),
    ).rejects.toThrow(/permission denied/)
  })
})
