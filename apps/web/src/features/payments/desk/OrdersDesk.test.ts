import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { expect, it } from 'vitest'
import { fakeServer } from '../../../testing/fake-server.ts'
import { press, render } from '../../../testing/render.ts'
import { useSession } from '../../../session.ts'
// Loaded when an order is opened: here it is at hand already.
import './OrderDrawer.vue'
import OrdersDesk from './OrdersDesk.vue'

const ids = ['01a20a79-faaa-73b3-8f96-91c2a17f0c01', '01a20a79-faaa-73b3-8f96-91c2a17f0c02', '01a20a79-faaa-73b3-8f96-91c2a17f0c03']
const row = (id: string, i: number) => ({
  id,
  number: `EDU-2026-00000${i + 1}`,
  buyerName: `Buyer ${i + 1}`,
  buyerEmail: 'b@example.org',
  courseTitle: 'Sea navigation',
  provider: 'stripe',
  totalMinor: 4_900,
  currency: 'USD',
  state: 'paid',
  paymentState: 'paid',
  needs: i === 0 ? 'no_access' : null,
  createdAt: '2026-11-20T10:00:00.000Z',
})
const details = (agree: boolean) => ({
  order: {
    ...row(ids[1] ?? '', 1),
    course: { title: 'Sea navigation' },
    payments: [{ id: 'p', duplicate: false, capturedMinor: 4_900, refundedMinor: 0, currency: 'USD', provider: 'stripe', state: 'paid' }],
    refunds: [],
    invoices: [{ id: 'an-id-of-ours', name: 'HARBOUR-2026-000001', kind: 'invoice' }],
  },
  personId: ids[0],
  buyerName: 'Buyer 2',
  money: 'paid',
  access: agree ? 'open' : 'never',
  paper: 'invoiced',
  agree,
  grants: [
    { id: ids[0], source: 'order_line', own: true, reason: '', startsAt: '2026-11-20T10:00:01.000Z', endedAt: null, endedReason: null },
    { id: ids[2], source: 'admin', own: false, reason: 'A prize', startsAt: '2026-11-19T10:00:01.000Z', endedAt: null, endedReason: null },
  ],
  disputes: [
    {
      id: ids[2],
      status: 'needs_response',
      evidence: 'none',
      reason: 'product_not_received',
      amountMinor: 4_900,
      currency: 'USD',
      dueAt: '2999-11-20T10:00:00.000Z',
      closedAt: null,
    },
  ],
  events: [
    { at: '2026-11-20T10:00:02.000Z', kind: 'invoice_issued', detail: 'HARBOUR-2026-000001', amountMinor: 4_900, ref: 'an-id-of-ours' },
    {
      at: '2026-11-20T10:00:01.000Z',
      kind: 'mail_sent',
      detail: 'transfer_instructions · ada@example.org',
      amountMinor: null,
      ref: 'a-mail',
    },
    { at: '2026-11-20T10:00:01.000Z', kind: 'money_captured', detail: 'ch_1', amountMinor: 4_900, ref: 'ch_1' },
  ],
})
const answers = {
  'payments.countOrders': () => ({ needs_you: 1, refund_asked: 0, disputed: 1, paid: 3, open: 0, returned: 0, all: 3 }),
  'payments.listOrders': () => ({ items: ids.map(row), nextCursor: null }),
  'payments.orderDetails': () => details(true),
}

/** The desk as its route shows it: the id in the address opens the drawer. */
const Desk = defineComponent(() => {
  const route = useRoute()
  return () => h(OrdersDesk, { id: typeof route.params.id === 'string' ? route.params.id : '' })
})
const desk = (path = '/admin/orders') => render(Desk, { path })
const key = (code: string) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true }))
const focused = () => document.activeElement?.textContent?.trim()

it('J and K move through the rows, and the row that has the focus is a link to its order', async () => {
  fakeServer(answers)
  await desk()
  document.body.tabIndex = -1
  document.body.focus()
  key('KeyJ')
  expect(focused()).toBe('EDU-2026-000001')
  key('KeyJ')
  expect(focused()).toBe('EDU-2026-000002')
  expect(document.activeElement?.getAttribute('href')).toBe(`/admin/orders/${ids[1]}`)
  key('KeyK')
  expect(focused()).toBe('EDU-2026-000001')
})

it('letters typed into the search move nothing', async () => {
  fakeServer(answers)
  const view = await desk()
  view.get<HTMLInputElement>('main input, input[type="search"]').element.focus()
  key('KeyJ')
  expect(document.activeElement?.tagName).toBe('INPUT')
})

it('money without access is what a row says first', async () => {
  fakeServer(answers)
  const view = await desk()
  expect(
    view
      .findAll('tbody tr')
      .map((one) => one.text())
      .filter((text) => text.includes('Paid, not open')),
  ).toHaveLength(1)
  expect(view.text()).toContain('Needs you 1')
})

it('an opened order says that its three facts agree, and quotes numbers and ids', async () => {
  fakeServer(answers)
  const view = await desk(`/admin/orders/${ids[1]}`)
  const drawer = view.get('aside').text()
  expect(drawer).toContain('Money, access and paper agree')
  expect(drawer).toContain('This order')
  expect(drawer).toContain('A prize')
  expect(drawer).toContain('The buyer says they did not get the course.')
  expect(view.get('aside a[download]').attributes('href')).toBe('/api/v1/invoices/an-id-of-ours/document.pdf')
  expect(drawer).toContain('HARBOUR-2026-000001')
  expect(drawer).not.toContain('an-id-of-ours')
  expect(drawer).toContain('ch_1')
  expect(drawer).toContain('How to transfer · \u2066ada@example.org\u2069')
})

it('facts that do not agree are said in words', async () => {
  fakeServer({ ...answers, 'payments.orderDetails': () => details(false) })
  const view = await desk(`/admin/orders/${ids[1]}`)
  expect(view.get('aside').text()).toContain('Money, access and paper do not agree')
})

it('checking again says what was asked', async () => {
  const calls = fakeServer({
    ...answers,
    'payments.checkAgain': () => ({ asked: 1 }),
  })
  const view = await desk(`/admin/orders/${ids[1]}`)
  expect(view.findAll('button').some((one) => one.text() === 'Check again')).toBe(false)
  const me = { id: ids[0], name: 'A', email: 'a@x', emailVerified: true, locale: 'en', memberships: [], platformPermissions: [] }
  Object.assign(useSession(), { me: { ...me, permissions: ['payments.checkAgain'] } })
  await flushPromises()
  await press(view, 'Check again')
  expect(calls.filter(({ path }) => path === 'payments.checkAgain')).toEqual([{ path: 'payments.checkAgain', input: { orderId: ids[1] } }])
  expect(view.get('aside').text()).toContain('The provider has been asked about one payment.')
})

it('a list that cannot be loaded can be tried again', async () => {
  let down = true
  fakeServer({
    ...answers,
    'payments.listOrders': () => {
      if (down) throw new TypeError('failed')
      return { items: ids.map(row), nextCursor: null }
    },
  })
  const view = await desk()
  down = false
  await press(view, 'Try again')
  expect(view.findAll('tbody tr')).toHaveLength(3)
})

it('without the right to it the desk says so', async () => {
  fakeServer({
    ...answers,
    'payments.listOrders': () => {
      throw new AppError('NOT_ALLOWED', {})
    },
  })
  const view = await desk()
  expect(view.text()).toContain('Your role does not allow this.')
})
