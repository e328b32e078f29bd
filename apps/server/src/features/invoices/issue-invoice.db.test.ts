import { describe, expect, it } from 'vitest'
import { refusal, useWorld } from '../../testing/world.ts'
import { aPaidOrder } from './testing/papers.ts'

describe('invoices', () => {
  const world = useWorld()

  it('are numbered without a gap when fifty are issued at once and some of them fail', async () => {
    const { buyer, invoice, issue } = await aPaidOrder(world)
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => issue(invoice(`invoice:${index}`), index % 7 === 0)))
    const issued = results.filter((result) => result.status === 'fulfilled').length
    const rows = await world.db.open
      .selectFrom('invoices')
      .select(['number', 'series'])
      .where('tenant_id', '=', buyer.tenantId)
      .orderBy('number')
      .execute()
    expect(issued).toBe(42)
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1))
    expect(new Set(rows.map(({ series }) => series))).toEqual(new Set([`${buyer.slug.toUpperCase()}-2026`]))
  })

  it('are issued once for an effect, however many ask at once', async () => {
    const { invoice, issue } = await aPaidOrder(world)
    const results = await Promise.all(Array.from({ length: 8 }, () => issue(invoice('invoice:same'))))
    expect(new Set(results.map(({ name }) => name)).size).toBe(1)
    expect(results.filter(({ issued }) => issued)).toHaveLength(1)
    expect((await issue(invoice('invoice:next'))).name).toMatch(/-000002$/)
  })

  it('are corrected in a series of their own that names what it corrects', async () => {
    const { buyer, invoice, issue } = await aPaidOrder(world)
    const { id, name } = await issue(invoice('invoice:one'))
    const note = await issue({ ...invoice('credit_note:one'), kind: 'credit_note', correctsId: id, totalMinor: -4_900 })
    expect(note.name).toBe(`${buyer.slug.toUpperCase()}-CN-2026-000001`)
    expect(await buyer.api.invoices.byId({ invoiceId: note.id })).toMatchObject({
      kind: 'credit_note',
      corrects: { id, name },
      totalMinor: -4_900,
    })
  })

  it('are listed to their owner page by page, in one statement, and to nobody else', async () => {
    const { buyer, invoice, issue } = await aPaidOrder(world)
    for (const key of ['a', 'b', 'c']) await issue({ ...invoice(key), at: world.clock.now() })
    const { result: first, sql } = await world.statements(() => buyer.marketplace.invoices.mine({ limit: 2 }))
    const rest = await buyer.marketplace.invoices.mine({ limit: 2, ...(first.nextCursor && { cursor: first.nextCursor }) })
    expect(sql).toHaveLength(1)
    expect([...first.items, ...rest.items].map(({ name }) => name.slice(-6))).toEqual(['000003', '000002', '000001'])
    expect(rest.nextCursor).toBeNull()
    const stranger = await world.signedIn({ role: 'admin', tenant: buyer })
    expect((await stranger.api.invoices.mine({})).items).toEqual([])
    await expect(stranger.api.invoices.byId({ invoiceId: first.items[0]?.id ?? '' })).rejects.toMatchObject(refusal('INVOICE_NOT_FOUND'))
  })
})
