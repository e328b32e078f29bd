import { statementLimit } from '@edurise/contracts'
import { AppError } from '@edurise/contracts/errors'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, type Component } from 'vue'
import { useRoute } from 'vue-router'
import { fakeServer } from '../../../testing/fake-server.ts'
import { press, render } from '../../../testing/render.ts'
import { account, ids, row } from '../testing.ts'
import LinesDesk from './LinesDesk.vue'
import ReturnsDesk from './ReturnsDesk.vue'
import { mostBytes } from './read-file.ts'
import StatementsView from './StatementsView.vue'

const at = '2026-11-23T20:14:00.000Z'
const accounts = [{ ...account, id: ids.payment, currency: 'USD', deadlineDays: 7, twoPersonAboveMinor: null, active: true }]
const messages = ['ui/desk', 'transfers', 'transfers/desk', 'transfers/statements']
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '')

const line = (n: number, how: 'sure' | 'guess' | null, amountMinor = 4900) => ({
  fingerprint: `f${n}`,
  bookedOn: '2026-11-23',
  amountMinor,
  counterparty: `Sender ${n}`,
  remittance: `RF ${n}`,
  match: how && {
    transferId: row(n).id,
    reference: row(n).reference,
    buyerName: `Buyer ${n}`,
    orderNumber: row(n).orderNumber,
    expectedMinor: 4900,
    how,
    fit: amountMinor === 4900 ? 'exact' : amountMinor < 4900 ? 'part' : 'over',
  },
})
const preview = (lines: object[]) => ({
  format: 'csv',
  accountId: ids.payment,
  currency: 'USD',
  from: '2026-11-01',
  to: '2026-11-23',
  openingMinor: 0,
  closingMinor: 10_000,
  known: 2,
  debits: 1,
  lines,
})
const statement = (undoneAt: string | null) => ({
  id: ids.receipt,
  format: 'csv',
  fileName: 'november.csv',
  from: null,
  to: null,
  currency: 'USD',
  lines: 3,
  matched: 1,
  importedBy: 'Asha',
  importedAt: at,
  undoneAt,
})

async function choose(view: VueWrapper, content = 'x'): Promise<void> {
  const input = view.get<HTMLInputElement>('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: [new File([content], 'november.csv')], configurable: true })
  await input.trigger('change')
  await flushPromises()
  // The bytes of the file are read by the browser.
  await expect.poll(() => view.findAll('section h3').length + view.findAll('[role=alert]').length).toBeGreaterThan(0)
}
const base = { 'transfers.accounts': () => accounts, 'transfers.statements': () => ({ items: [], nextCursor: null }) }
const open = () => render(StatementsView, { messages, path: '/admin/transfers/statements' })

describe('a statement', () => {
  it('ticks what is sure and leaves guesses to a hand; only what is ticked is matched', async () => {
    const calls = fakeServer({
      ...base,
      'transfers.previewStatement': () => preview([line(1, 'sure'), line(2, 'guess', 2000), line(3, null), line(4, 'sure', 5400)]),
      'transfers.importStatement': () => statement(null),
    })
    const view = await open()
    await choose(view, 'content')
    const boxes = view.findAll<HTMLInputElement>('input[type=checkbox]')
    expect(boxes.map(({ element }) => element.checked)).toEqual([true, true, false])
    const text = plain(view.text())
    expect(text).toContain('4 new bookings of money in.')
    expect(text).toContain('2 are known from earlier statements')
    expect(text).toContain('$29.00 missing')
    expect(text).toContain('$5.00 goes back')
    expect(text).toContain('2 ticked, $103.00')
    await boxes[1]?.setValue(false)
    await press(view, 'Import, and match 1')
    expect(calls.find(({ path }) => path === 'transfers.importStatement')?.input).toMatchObject({
      fileName: 'november.csv',
      content: btoa('content'),
      matches: [{ fingerprint: 'f1', transferId: row(1).id }],
    })
    expect(view.text()).toContain('Imported. Lines: 3 · matched: 1')
  })

  it.each([
    ['before it is sent', mostBytes + 100_000],
    ['when the server says so', 10],
  ])('that is too large says by how much, in megabytes, %s', async (_when, size) => {
    expect(mostBytes).toBe(statementLimit)
    const calls = fakeServer({
      ...base,
      'transfers.previewStatement': () => {
        throw new AppError('FILE_TOO_LARGE', { maxBytes: statementLimit })
      },
    })
    const view = await open()
    await choose(view, 'x'.repeat(size))
    expect(view.get('[role=alert]').text()).toContain(`This file has ${size > mostBytes ? '5.1' : '0'} MB; 5 MB is the most.`)
    expect(calls.filter(({ path }) => path === 'transfers.previewStatement')).toHaveLength(size > mostBytes ? 0 : 1)
  })

  it('whose columns are not known asks for them, with its first lines, and goes on with the answer', async () => {
    const calls = fakeServer({
      ...base,
      'transfers.previewStatement': (input) => {
        if (!JSON.stringify(input).includes('columns'))
          throw new AppError('STATEMENT_QUESTION', { question: 'columns', rows: [['03.11.2026', '49,00', 'Amina']] })
        return preview([line(1, 'sure')])
      },
    })
    const view = await open()
    await choose(view)
    await press(view, 'Go on')
    expect(view.get('[role=alert]').text()).toContain('Say where the date and the amount are')
    const [date, amount] = view.findAll('select')
    await date?.setValue('date')
    await amount?.setValue('amount')
    await press(view, 'Go on')
    expect(calls.findLast(({ path }) => path === 'transfers.previewStatement')?.input).toMatchObject({
      answers: { columns: { date: 0, amount: 1 } },
    })
    expect(view.text()).toContain('What it would do')
  })

  it('that cannot be read names the line and what stands there', async () => {
    fakeServer({
      ...base,
      'transfers.previewStatement': () => {
        throw new AppError('STATEMENT_UNREADABLE', { problem: 'amount', line: 17, found: '4x' })
      },
    })
    const view = await open()
    await choose(view)
    expect(plain(view.get('[role=alert]').text())).toContain('There is no amount in line 17: 4x')
  })

  it('is taken back as a whole, with a reason', async () => {
    let undone: string | null = null
    const calls = fakeServer({
      ...base,
      'transfers.statements': () => ({ items: [statement(undone)], nextCursor: null }),
      'transfers.undoStatement': () => {
        undone = at
        return statement(at)
      },
    })
    const view = await open()
    await press(view, 'Undo')
    const confirm = async () => {
      Array.from(document.querySelectorAll<HTMLButtonElement>('[role=dialog] button'))
        .find((button) => button.textContent?.trim() === 'Undo the import')
        ?.click()
      await flushPromises()
    }
    await confirm()
    expect(calls.some(({ path }) => path === 'transfers.undoStatement')).toBe(false)
    const field = document.querySelector<HTMLInputElement>('[role=dialog] input')
    if (field) field.value = 'The wrong file'
    field?.dispatchEvent(new Event('input'))
    await flushPromises()
    await confirm()
    expect(calls.find(({ path }) => path === 'transfers.undoStatement')?.input).toEqual({
      statementId: ids.receipt,
      reason: 'The wrong file',
    })
    expect(plain(view.text())).toContain('Undone Mon 23 Nov')
  })
})

const desk = (view: Component, path: string) => {
  const page = defineComponent(() => {
    const route = useRoute()
    return () => h(view, { id: typeof route.params.id === 'string' ? route.params.id : '' })
  })
  return render(page, { messages, path })
}

it('a line of the bank is matched to a transfer that a search finds, beginning with its sender, or ignored', async () => {
  const booked = {
    id: ids.receipt,
    bookedOn: '2026-11-23',
    amountMinor: 4900,
    currency: 'USD',
    counterparty: 'Amina Yusuf',
    remittance: 'course fee',
    bankRef: 'B1',
    state: 'open',
    transfer: null,
  }
  let items = [booked]
  const calls = fakeServer({
    'transfers.lines': () => ({ items, nextCursor: null }),
    'transfers.inbox': () => ({ items: [row(1)], nextCursor: null }),
    'transfers.match': () => {
      items = []
      return {}
    },
    'transfers.ignoreLine': () => ({ ...booked, state: 'ignored' }),
  })
  const view = await desk(LinesDesk, `/admin/transfers/lines/${ids.receipt}`)
  expect(calls.find(({ path }) => path === 'transfers.inbox')?.input).toMatchObject({ view: 'all', q: 'Amina Yusuf' })
  await press(view, 'Ignore: it is no payment of a course')
  expect(calls.find(({ path }) => path === 'transfers.ignoreLine')?.input).toEqual({ lineId: ids.receipt, ignored: true })
  await press(view, 'Match')
  expect(calls.find(({ path }) => path === 'transfers.match')?.input).toEqual({ lineId: ids.receipt, transferId: row(1).id })
  expect(view.text()).toContain('Every line has its transfer')
})

it('money that was sent back is marked with the bank’s reference', async () => {
  const due = {
    id: ids.receipt,
    orderId: ids.order,
    orderNumber: 'EDU-2026-000101',
    buyerName: 'Amina Yusuf',
    buyerEmail: 'amina@example.org',
    reference: 'RF18 5390 0754 7034',
    of: 'surplus',
    state: 'pending',
    amountMinor: 500,
    currency: 'USD',
    bankRef: '',
    createdAt: at,
    doneAt: null,
  }
  const calls = fakeServer({
    'transfers.returns': () => ({ items: [due], nextCursor: null }),
    'transfers.settleReturn': () => ({ ...due, state: 'sent' }),
  })
  const view = await desk(ReturnsDesk, `/admin/transfers/returns/${ids.receipt}`)
  expect(plain(view.get('aside').text())).toContain('Send $5.00 from your bank')
  await view.get('aside form input').setValue('FT-77')
  await view.get('aside form').trigger('submit')
  await flushPromises()
  expect(calls.find(({ path }) => path === 'transfers.settleReturn')?.input).toEqual({
    returnId: ids.receipt,
    outcome: 'sent',
    bankRef: 'FT-77',
  })
})
