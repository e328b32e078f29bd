import type { Company, InvoiceSnapshot, Language, OrderId, PaymentId } from '@edurise/contracts'
import { inTenant, json, newId } from '@edurise/db'
import type { SignedIn, World } from '../../../testing/world.ts'
import type { Paper } from '../document/paper.ts'
import { issueInvoice, type InvoiceToIssue } from '../issue-invoice.ts'

export const aCompany: Company = {
  name: 'Badda Trading & Sons GmbH',
  lines: ['Hafenstraße 12', '20457 Hamburg'],
  country: 'DE',
  vatId: 'DE136695976',
  reference: 'KST-4711',
}

/** A paper as it is drawn, without a database. */
export function aPaper(locale: Language, values: Partial<Paper> = {}, said: Partial<InvoiceSnapshot> = {}): Paper {
  return {
    name: 'HARBOUR-2026-000017',
    kind: 'invoice',
    version: 1,
    versionAt: '2026-11-23T20:14:00.000Z',
    issuedAt: '2026-11-23T20:14:00.000Z',
    corrects: null,
    totalMinor: 4_900,
    currency: 'USD',
    snapshot: {
      seller: { name: 'Harbour School', names: { en: 'Harbour School', ar: 'مدرسة الميناء', so: 'Dugsiga Dekedda' } },
      buyer: { name: locale === 'ar' ? 'أمينة سعيد' : 'Amina Said', email: 'amina@example.org' },
      orderNumber: 'EDU-2026-000017',
      lines: [{ title: locale === 'ar' ? 'الملاحة مع GPS (الجزء 2)' : 'Sea navigation', quantity: 1, amountMinor: 4_900 }],
      subtotalMinor: 4_900,
      discountMinor: 0,
      taxMinor: 0,
      provider: 'stripe',
      paidAt: '2026-11-23T20:14:00.000Z',
      locale,
      brand: { hue: 232, chroma: 0.11, logoFileId: null },
      ...said,
    },
    ...values,
  }
}

/** Somebody who paid for a course, what their invoice would say, and how it is issued. */
export async function aPaidOrder(world: World, buyer?: SignedIn) {
  const person = buyer ?? (await world.signedIn({ role: 'student' }))
  const { tenantId } = person
  const course = await world.aCourse({ tenantId })
  const orderId = newId<OrderId>()
  const paymentId = newId<PaymentId>()
  const at = world.clock.now()
  const common = { tenant_id: tenantId, person_id: person.person.id, currency: 'USD', created_at: at }
  await world.db.open
    .insertInto('orders')
    .values({
      ...common,
      id: orderId,
      buyer_name: person.person.name,
      buyer_email: person.person.email,
      course_id: course.courseId,
      subtotal_minor: 4_900,
      total_minor: 4_900,
      offer_snapshot: json({
        title: course.title,
        slug: course.slug,
        refundDays: 14,
        tenantName: person.slug,
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
    personId: person.person.id,
    kind: 'invoice',
    correctsId: null,
    totalMinor: 4_900,
    currency: 'USD',
    effectKey,
    at,
    snapshot: {
      seller: { name: person.slug, names: {} },
      buyer: { name: person.person.name, email: person.person.email },
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
  const issue = (one: InvoiceToIssue, fail = false) =>
    inTenant(world.platform.db, tenantId, async (trx) => {
      const issued = await issueInvoice(trx, one)
      if (fail) throw new Error('what came after it failed')
      return issued
    })
  return { buyer: person, orderId, paymentId, invoice, issue }
}
