import { AppError } from '@edurise/contracts/errors'
import { expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import InvoiceView from './InvoiceView.vue'

const id = (n: number) => `0199c000-0000-7000-8000-${String(n).padStart(12, '0')}`
const invoice = {
  id: id(1),
  name: 'NOOR-2026-000017',
  kind: 'invoice',
  orderId: id(9),
  corrects: null,
  totalMinor: 4900,
  currency: 'USD',
  issuedAt: '2026-11-23T20:14:00.000Z',
  snapshot: {
    seller: { name: 'Noor Academy', names: { en: 'Noor Academy', ar: 'أكاديمية نور' } },
    buyer: { name: 'Amina', email: 'amina@example.org' },
    orderNumber: 'EDU-2026-000017',
    lines: [{ title: 'Field data', quantity: 1, amountMinor: 4900 }],
    subtotalMinor: 4900,
    discountMinor: 0,
    taxMinor: 0,
    provider: 'stripe',
    paidAt: '2026-11-23T20:14:00.000Z',
    locale: 'ar',
  },
}
const credit = {
  ...invoice,
  id: id(2),
  name: 'NOOR-CN-2026-000001',
  kind: 'credit_note',
  corrects: { id: id(1), name: invoice.name },
  totalMinor: -2000,
}
const papers = { invoices: [invoice, credit].map(({ id: paperId, name, kind }) => ({ id: paperId, name, kind })) }

const show = (n: number) => {
  fakeServer({
    'invoices.byId': (input) => (JSON.stringify(input).includes(id(1)) ? invoice : credit),
    'payments.orderById': () => papers,
  })
  return render(InvoiceView, { props: { id: id(n) }, messages: ['invoices'] })
}

it('an invoice keeps the language it was issued in, with the school’s name in it, on a page in another', async () => {
  const view = await show(1)
  await vi.waitFor(() => expect(view.find('article').exists()).toBe(true))
  const paper = view.get('article')
  expect([paper.attributes('lang'), paper.attributes('dir')]).toEqual(['ar', 'rtl'])
  expect(paper.text()).toContain('فاتورة')
  expect(paper.text()).toContain('أكاديمية نور')
  expect(paper.text()).toContain('23 نوفمبر 2026')
  expect(view.text()).toContain('Print or save as PDF')
  expect(view.find(`a[href="/invoices/${id(2)}"]`).exists()).toBe(true)
})

it('a credit note says what went back, and which invoice it corrects', async () => {
  const view = await show(2)
  await vi.waitFor(() => expect(view.find('article').exists()).toBe(true))
  expect(view.get('article').text()).toContain('−$20.00')
  expect(view.get('article').text()).not.toContain('$49.00')
  expect(view.get(`article a[href="/invoices/${id(1)}"]`).text()).toBe(invoice.name)
})

it('prints', async () => {
  const print = vi.fn()
  vi.stubGlobal('print', print)
  await press(await show(1), 'Print or save as PDF')
  expect(print).toHaveBeenCalledOnce()
})

it('of somebody else is not among yours', async () => {
  fakeServer({
    'invoices.byId': () => {
      throw new AppError('INVOICE_NOT_FOUND', {})
    },
  })
  const view = await render(InvoiceView, { props: { id: id(3) }, messages: ['invoices'] })
  expect(view.get('h1').text()).toBe('This invoice is not among yours')
})
