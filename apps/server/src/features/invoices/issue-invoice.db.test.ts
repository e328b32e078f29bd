import type { OrderId, PaymentId } from '@edurise/contracts'
import { inTenant, json, newId } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { issueInvoice, type InvoiceToIssue } from './index.ts'

describe('invoices', () => {
  const world = useWorld()

  /** Somebody who paid for a course, and what their invoice would say. */
  async function aPaidOrder() {
    const buyer = await world.signedIn({ role: 'student' })
    const { tenantId } = buyer
    const course = await world.aCourse({ tenantId })
    const orderId = newId<OrderId>()
    const paymentId = newId<PaymentId>()
    const at = world.clock.now()
    const common = { tenant_id: tenantId, person_id: buyer.person.id, currency: 'USD', created_at: at }
    await world.db.open
      .insertInto('orders')
      .values({
        ...common,
        id: orderId,
        buyer_name: buyer.person.name,
        buyer_email: buyer.person.email,
        course_id: course.courseId,
        subtotal_minor: 4_900,
        total_minor: 4_900,
        offer_snapshot: json({
          title: course.title,
          slug: course.slug,
          refundDays: 14,
          tenantName: buyer.slug,
          teacherName: 'Theo Teacher',
        }),
        locale: 'en',
        return_origin: 'http://localhost:4000',
      })
      .execute()
    await world.db.open
      .insertInto('payments')
      .values({
        ...common,
        id: paymentId,
        order_id: orderId,
        provider: 'stripe',
        account: 'platform',
        livemode: false,
        amount_minor: 4_900,
        idempotency_key: paymentId,
      })
      .execute()
    const invoice = (effectKey: string): InvoiceToIssue => ({
      tenantId,
      orderId,
      paymentId,
      personId: buyer.person.id,
      kind: 'invoice',
      correctsId: null,
      totalMinor: 4_900,
      currency: 'USD',
      effectKey,
      at,
      snapshot: {
        seller: { name: buyer.slug, names: {} },
        buyer: { name: buyer.person.name, email: buyer.person.email },
        orderNumber: '1',
        lines: [{ title: course.title, quantity: 1, amountMinor: 4_900 }],
        subtotalMinor: 4_900,
        discountMinor: 0,
        taxMinor: 0,
        provider: 'stripe',
        paidAt: at.toISOString(),
        locale: 'en',
      },
    })
    return { buyer, invoice, issue: (one: InvoiceToIssue, fail = false) => issue(buyer, one, fail) }
  }

  function issue({ tenantId }: SignedIn, invoice: InvoiceToIssue, fail: boolean) {
    return inTenant(world.platform.db, tenantId, async (trx) => {
      const issued = await issueInvoice(trx, invoice)
      if (fail) throw new Error('what came after it failed')
      return issued
    })
  }

  it('are numbered without a gap when fifty are issued at once and some of them fail', async () => {
    const { buyer, invoice, issue } = await aPaidOrder()
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
    const { invoice, issue } = await aPaidOrder()
    const results = await Promise.all(Array.from({ length: 8 }, () => issue(invoice('invoice:same'))))
    expect(new Set(results.map(({ name }) => name)).size).toBe(1)
    expect(results.filter(({ issued }) => issued)).toHaveLength(1)
    expect((await issue(invoice('invoice:next'))).name).toMatch(/-000002$/)
  })

  it('are corrected in a series of their own that names what it corrects', async () => {
    const { buyer, invoice, issue } = await aPaidOrder()
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
    const { buyer, invoice, issue } = await aPaidOrder()
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
