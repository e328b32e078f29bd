import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
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
  version: 1,
  versions: [{ version: 1, createdAt: '2026-11-23T20:14:00.000Z' }],
  companyUntil: '2999-11-23T20:14:00.000Z',
}
const company = {
  name: 'Badda GmbH',
  lines: ['Hafenstraße 12', '20457 Hamburg'],
  country: 'DE',
  vatId: 'DE136695976',
  reference: 'KST-4711',
}
const second = {
  ...invoice,
  version: 2,
  versions: [...invoice.versions, { version: 2, createdAt: '2026-12-02T10:00:00.000Z' }],
  snapshot: { ...invoice.snapshot, locale: 'en', buyer: { ...invoice.snapshot.buyer, company } },
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
  expect(view.get('a[download]').attributes('href')).toBe(`/api/v1/invoices/${id(1)}/document.pdf`)
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
  await press(await show(1), 'Print')
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

it('a paper with a company says which version it is, and the earlier one can be read and downloaded', async () => {
  fakeServer({
    'invoices.byId': (input) =>
      JSON.stringify(input).includes('version') ? { ...second, version: 1, snapshot: invoice.snapshot } : second,
    'payments.orderById': () => papers,
  })
  const view = await render(InvoiceView, { props: { id: id(1) }, messages: ['invoices'], path: `/invoices/${id(1)}` })
  await vi.waitFor(() => expect(view.find('article').exists()).toBe(true))
  for (const said of ['Badda GmbH', 'Hafenstraße 12', 'Germany', 'DE136695976', 'KST-4711', 'Amina', 'Version 2 of'])
    expect(view.get('article').text()).toContain(said)
  expect(view.get('nav [aria-current="page"]').text()).toContain('Version 2')
  await view.get('nav a:not([aria-current])').trigger('click')
  await vi.waitFor(() => expect(view.get('nav [aria-current="page"]').text()).toContain('Version 1'))
  expect(view.get('a[download]').attributes('href')).toBe(`/api/v1/invoices/${id(1)}/document.pdf?version=1`)
  expect(view.text()).toContain('You are reading an earlier version. Version 2 is in force.')
})

async function openPanel(answers: Parameters<typeof fakeServer>[0]) {
  const calls = fakeServer({
    'invoices.byId': () => invoice,
    'payments.orderById': () => papers,
    'invoices.lastCompany': () => null,
    ...answers,
  })
  const view = await render(InvoiceView, { props: { id: id(1) }, messages: ['invoices'], path: `/invoices/${id(1)}` })
  await press(view, 'Add company details')
  const panel = await vi.waitUntil(() => document.querySelector('[role="dialog"]'))
  const field = (index: number) =>
    panel.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>('input, textarea, select')[index]
  const type = async (index: number, text: string) => {
    const one = field(index)
    if (!one) throw new Error(`no field ${index}`)
    one.value = text
    one.dispatchEvent(new Event('input', { bubbles: true }))
    one.dispatchEvent(new Event('change', { bubbles: true }))
    await flushPromises()
  }
  const submit = async () => {
    panel.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await flushPromises()
  }
  return {
    calls,
    panel,
    field,
    type,
    submit,
    asked: () => calls.filter(({ path }) => path === 'invoices.addCompany').map(({ input }) => input),
  }
}

it('what is missing is said beside its field, and nothing is sent', async () => {
  const { panel, submit, asked } = await openPanel({})
  await submit()
  await vi.waitFor(() => expect(panel.querySelectorAll('[aria-invalid="true"]')).toHaveLength(3))
  expect(asked()).toEqual([])
})

it('a company is named line by line, and what was typed stays when that is refused', async () => {
  const { panel, field, type, submit, asked } = await openPanel({
    'invoices.addCompany': () => {
      throw new AppError('INVOICE_CLOSED', { since: '2026-11-23T20:14:00.000Z' })
    },
  })
  for (const [index, text] of ['Badda GmbH', 'Hafenstraße 12\n\n20457 Hamburg', 'DE', 'DE12', ''].entries()) await type(index, text)
  await vi.waitFor(() => expect(panel.textContent).toContain('VAT numbers of this country look different'))
  await submit()
  await vi.waitFor(() => expect(asked()).toHaveLength(1))
  expect(asked()).toEqual([
    {
      invoiceId: id(1),
      company: { name: 'Badda GmbH', lines: ['Hafenstraße 12', '20457 Hamburg'], country: 'DE', vatId: 'DE12', reference: '' },
    },
  ])
  await vi.waitFor(() => expect(panel.querySelector('[role="alert"]')?.textContent).toContain('too late'))
  expect(field(0)?.value).toBe('Badda GmbH')
})

it('the company of the last paper is offered, and can be changed', async () => {
  const { panel, field } = await openPanel({ 'invoices.lastCompany': () => company })
  await vi.waitFor(() => expect(field(0)?.value).toBe('Badda GmbH'))
  expect(field(1)?.value).toBe('Hafenstraße 12\n20457 Hamburg')
  expect(panel.textContent).toContain('These are the details you gave last')
})
