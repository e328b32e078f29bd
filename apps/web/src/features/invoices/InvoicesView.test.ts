import { expect, it } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import InvoicesView from './InvoicesView.vue'

const id = (n: number) => `0199c000-0000-7000-8000-${String(n).padStart(12, '0')}`
const paper = (n: number, values: object = {}) => ({
  id: id(n),
  name: `NOOR-2026-00000${n}`,
  kind: 'invoice',
  orderId: id(9),
  corrects: null,
  totalMinor: 4_900,
  currency: 'USD',
  issuedAt: '2026-11-23T20:14:00.000Z',
  snapshot: { seller: { name: 'Noor Academy', names: { ar: 'أكاديمية نور' } } },
  version: 1,
  versions: [{ version: 1, createdAt: '2026-11-23T20:14:00.000Z' }],
  companyUntil: '2027-11-23T20:14:00.000Z',
  ...values,
})

it('one’s papers are listed with their school, each to be read and to be downloaded, page by page', async () => {
  fakeServer({
    'invoices.mine': (input) =>
      JSON.stringify(input).includes('cursor')
        ? { items: [paper(3)], nextCursor: null }
        : { items: [paper(1, { version: 2 }), paper(2, { kind: 'credit_note', totalMinor: -2_000 })], nextCursor: 'next' },
  })
  const view = await render(InvoicesView, { messages: ['invoices'], path: '/invoices' })
  expect(view.findAll('li')).toHaveLength(2)
  expect(view.get(`a[href="/invoices/${id(1)}"]`).text()).toContain('NOOR-2026-000001')
  expect(view.get(`a[href="/api/v1/invoices/${id(2)}/document.pdf"]`).attributes('aria-label')).toBe('Download NOOR-2026-000002 as PDF')
  for (const said of ['Noor Academy', 'Version 2', 'Credit note', '−$20.00']) expect(view.text()).toContain(said)
  await press(view, 'Show older ones')
  expect(view.findAll('li')).toHaveLength(3)
})

it('who has none is led to the courses', async () => {
  fakeServer({ 'invoices.mine': () => ({ items: [], nextCursor: null }) })
  const view = await render(InvoicesView, { messages: ['invoices'], path: '/invoices' })
  expect(view.text()).toContain('You have no invoices yet')
  expect(view.find('a[href="/courses"]').exists()).toBe(true)
})
