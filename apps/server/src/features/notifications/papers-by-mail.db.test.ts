import { describe, expect, it } from 'vitest'
import { useWorld } from '../../testing/world.ts'
import { tillOf } from '../payments/testing/till.ts'

describe('a sale and its refund', () => {
  const world = useWorld()
  const till = tillOf(world)

  it('send their papers: the receipt its invoice, the refund its credit note, which says why and is of its own day', async () => {
    const learner = await world.signedIn({ locale: 'ar' })
    const sale = await till.startCheckout(learner, await world.aCourse({ tenantId: learner.tenantId }))
    await till.pay(sale)
    await till.sync(sale)
    world.clock.advance(3 * 86_400_000)
    await till.control(`/payments/${sale.sessionId}/refund`, { amount: 2_000 })
    await till.sync(sale)

    const papers = (await learner.api.invoices.mine({})).items
    const [note, invoice] = papers
    expect(papers.map(({ kind }) => kind)).toEqual(['credit_note', 'invoice'])
    expect(note).toMatchObject({ totalMinor: -2_000, corrects: { id: invoice?.id }, snapshot: { reason: 'refund' } })
    expect(Date.parse(note?.issuedAt ?? '') - Date.parse(invoice?.issuedAt ?? '')).toBeGreaterThan(2 * 86_400_000)

    const mails = await world.mailsTo(learner.person.email)
    expect(mails.map(({ attachments }) => attachments.map(({ name }) => name))).toEqual([[`${note?.name}.pdf`], [`${invoice?.name}.pdf`]])
  })
})
