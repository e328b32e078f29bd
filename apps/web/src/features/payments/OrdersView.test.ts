import { expect, it } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { render } from '../../testing/render.ts'
import OrdersView from './OrdersView.vue'
import { ids, order } from './testing.ts'

const { course } = order('paid')
const row = (n: number, more: object) => ({
  id: `0199c000-0000-7000-8000-00000000010${n}`,
  number: `EDU-2026-00000${n}`,
  state: 'paid',
  course,
  totalMinor: 4900,
  currency: 'USD',
  invoices: [],
  payment: { provider: 'stripe', state: 'paid' },
  refund: null,
  createdAt: '2026-11-23T20:14:00.000Z',
  ...more,
})
const show = (...items: object[]) => {
  fakeServer({ 'payments.myOrders': () => ({ items, nextCursor: null }) })
  return render(OrdersView, { messages: ['payments'], path: '/orders' })
}

it('each order says in words what it waits for, and how a refund stands', async () => {
  const view = await show(
    row(1, { state: 'open', payment: { provider: 'bank_transfer', state: 'awaiting_payer' } }),
    row(2, { state: 'open', payment: { provider: 'stripe', state: 'processing' } }),
    row(3, { refund: 'asked' }),
    row(4, { state: 'refunded', refund: 'succeeded', payment: { provider: 'stripe', state: 'refunded' } }),
    row(5, { payment: { provider: 'stripe', state: 'disputed' } }),
  )
  const said = view.findAll('li').map((line) => line.text())
  expect(said[0]).toContain('Waiting for your transfer')
  expect(said[1]).toContain('At your bank')
  expect(said[2]).toContain('Paid')
  expect(said[2]).toContain('Refund asked')
  expect(said[3]).toContain('Refunded')
  expect(said[3]).not.toContain('Money returned')
  expect(said[4]).toContain('Disputed')
})

it('papers are a press away as PDF', async () => {
  const view = await show(row(1, { invoices: [{ id: ids.invoice, name: 'H-1', kind: 'invoice', issuedAt: '2026-11-23T20:14:00.000Z' }] }))
  const link = view.get(`a[href="/api/v1/invoices/${ids.invoice}/document.pdf"]`)
  expect(link.text()).toBe('Invoice (PDF): H-1')
})
