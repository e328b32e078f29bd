import { AppError } from '@edurise/contracts/errors'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { fakeServer } from '../../../testing/fake-server.ts'
import { press, render } from '../../../testing/render.ts'
import { details, ids, row } from '../testing.ts'
import { fitOf } from './transfer-states.ts'
import TransfersDesk from './TransfersDesk.vue'

const rows = [row(1), row(2), row(3)]
const id = (n: number) => rows[n - 1]?.id ?? ''
const Page = defineComponent(() => {
  const route = useRoute()
  return () => h(TransfersDesk, { id: typeof route.params.id === 'string' ? route.params.id : '' })
})
const desk = (path = '/admin/transfers') => render(Page, { messages: ['ui/desk', 'transfers', 'transfers/desk'], path })

let calls: { path: string; input: unknown }[]
function serve(more: Parameters<typeof fakeServer>[0] = {}): void {
  calls = fakeServer({
    'transfers.inbox': () => ({ items: rows, nextCursor: null }),
    'transfers.count': () => ({ to_check: 3, second_wanted: 0, part_paid: 0, waiting: 0, done: 0, all: 3 }),
    'transfers.byId': (input) => details(rows.findIndex((one) => JSON.stringify(input).includes(one.id)) + 1),
    ...more,
  })
}
const sent = (path: string) => calls.filter((call) => call.path === path).map(({ input }) => input)
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '')
const drawer = (view: VueWrapper) => plain(view.get('aside').text())
async function letter(key: string): Promise<void> {
  ;(document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true }),
  )
  await flushPromises()
}
const frames = async () => {
  for (let i = 0; i < 4; i += 1) await new Promise(requestAnimationFrame)
  await flushPromises()
}
beforeEach(() => localStorage.clear())

describe('the inbox by keyboard', () => {
  it('A on a row opens it with the expected amount, Enter approves, and the next one opens', async () => {
    serve({ 'transfers.approve': () => details(1, { state: 'settled', receivedMinor: 4900 }) })
    const view = await desk()
    await letter('j')
    await letter('a')
    await frames()
    const field = view.get<HTMLInputElement>('aside input')
    expect(field.element.value).toBe('49.00')
    expect(document.activeElement).toBe(field.element)
    expect(drawer(view)).toContain('Exactly what is expected: the course opens.')
    await view.get('aside form').trigger('submit')
    await flushPromises()
    expect(sent('transfers.approve')).toMatchObject([{ transferId: id(1), amountMinor: 4900, reason: '' }])
    expect(drawer(view)).toContain('Buyer 2')
    expect(plain(document.body.textContent ?? '')).toContain('Approved: EDU 4801 QKA7')
  })

  it('Q asks and X refuses, each with words that can be picked and changed', async () => {
    serve({
      'transfers.ask': () => details(1, { state: 'asked' }),
      'transfers.refuse': () => details(2, { state: 'refused' }),
    })
    const view = await desk(`/admin/transfers/${id(1)}`)
    await letter('q')
    await frames()
    await press(view, 'We do not see your transfer on our account yet. On which day and from which bank did you send it?')
    await view.get('aside textarea').setValue('From which bank?')
    await view.get('aside textarea').trigger('keydown', { key: 'Enter', ctrlKey: true })
    await flushPromises()
    expect(sent('transfers.ask')).toEqual([{ transferId: id(1), message: 'From which bank?' }])
    await letter('x')
    await frames()
    await view.get('aside form').trigger('submit')
    expect(view.get('aside form').text()).toContain('Please fill this in.')
    await press(view, 'The money did not arrive on our account.')
    await view.get('aside form').trigger('submit')
    await flushPromises()
    expect(sent('transfers.refuse')).toEqual([{ transferId: id(2), message: 'The money did not arrive on our account.' }])
  })
})

describe('an amount', () => {
  it.each([
    ['29', 'A part: $20.00 stay missing'],
    ['54', 'More than expected: the course opens, and $5.00 will go back to the payer.'],
    ['49,00', 'Exactly what is expected'],
    ['x', 'This is no amount.'],
  ])('of %s says what it will do before the click', async (typed, words) => {
    serve()
    const view = await desk(`/admin/transfers/${id(1)}`)
    await letter('a')
    await frames()
    await view.get('aside input').setValue(typed)
    expect(drawer(view)).toContain(words)
  })

  it('counts together with what has arrived before', () => {
    const transfer = { amountMinor: 4900, receivedMinor: 2000 }
    expect(fitOf(2900, transfer)).toEqual({ fit: 'exact' })
    expect(fitOf(900, transfer)).toEqual({ fit: 'part', restMinor: 2000 })
    expect(fitOf(3400, transfer)).toEqual({ fit: 'over', overMinor: 500 })
  })

  it('that is sent twice after a lost answer is one approval: the key stays', async () => {
    let lost = true
    serve({
      'transfers.approve': () => {
        if (lost) throw new TypeError('fetch failed')
        return details(1, { state: 'settled' })
      },
    })
    const view = await desk(`/admin/transfers/${id(1)}`)
    await letter('a')
    await frames()
    await view.get('aside form').trigger('submit')
    await flushPromises()
    expect(view.get('aside [role=alert]').text()).toContain('The connection broke on the way')
    lost = false
    await view.get('aside form').trigger('submit')
    await flushPromises()
    const keys = sent('transfers.approve').map((input) => JSON.stringify(input))
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })
})

describe('two people', () => {
  const receipt = (mine: boolean) => ({
    id: ids.receipt,
    state: 'proposed' as const,
    amountMinor: 4900,
    remittance: null,
    proposedBy: 'Asha',
    approvedBy: null,
    mine,
    reason: '',
    createdAt: '2026-11-23T20:14:00.000Z',
  })

  it('are wanted above the limit, which is said before the click', async () => {
    serve({ 'transfers.byId': () => details(1, { twoPersonAboveMinor: 4000 }) })
    const view = await desk(`/admin/transfers/${id(1)}`)
    await letter('a')
    await frames()
    expect(drawer(view)).toContain('From $40.00 on two people decide')
    expect(view.get('aside form button[type=submit]').text()).toContain('Propose')
  })

  it('who proposed it cannot confirm it', async () => {
    serve({ 'transfers.byId': () => details(1, { state: 'second_wanted', receipts: [receipt(true)] }) })
    const view = await desk(`/admin/transfers/${id(1)}`)
    expect(drawer(view)).toContain('Somebody else has to confirm: you proposed it.')
    expect(view.findAll('aside button').some((button) => button.text().includes('Confirm'))).toBe(false)
  })

  it('somebody else confirms it', async () => {
    serve({
      'transfers.byId': () => details(1, { state: 'second_wanted', receipts: [receipt(false)] }),
      'transfers.confirm': () => details(1, { state: 'settled' }),
    })
    const view = await desk(`/admin/transfers/${id(1)}`)
    await press(view, 'Confirm \u2066$49.00\u2069')
    expect(sent('transfers.confirm')).toEqual([{ transferId: id(1), receiptId: ids.receipt }])
  })
})

it('what somebody else has decided meanwhile is said, and read again', async () => {
  serve({
    'transfers.approve': () => {
      throw new AppError('TRANSFER_DECIDED', { state: 'settled' })
    },
  })
  const view = await desk(`/admin/transfers/${id(1)}`)
  await letter('a')
  await frames()
  const before = sent('transfers.byId').length
  await view.get('aside form').trigger('submit')
  await flushPromises()
  expect(drawer(view)).toContain('Somebody has decided this transfer meanwhile')
  expect(sent('transfers.byId').length).toBeGreaterThan(before)
})

it('a decision is taken back with a reason, and stays open', async () => {
  const received = {
    id: ids.receipt,
    state: 'received' as const,
    amountMinor: 4900,
    remittance: null,
    proposedBy: 'Asha',
    approvedBy: 'Asha',
    mine: true,
    reason: '',
    createdAt: '2026-11-23T20:14:00.000Z',
  }
  serve({
    'transfers.byId': () => details(1, { state: 'settled', receivedMinor: 4900, receipts: [received] }),
    'transfers.undo': () => details(1, { receipts: [{ ...received, state: 'withdrawn' }] }),
  })
  const view = await desk(`/admin/transfers/${id(1)}`)
  expect(drawer(view)).toContain('Paid, and the course is open.')
  await letter('a')
  expect(view.find('aside form').exists()).toBe(false)
  await letter('u')
  await frames()
  await press(view, 'The wrong transfer was chosen.')
  await view.get('aside form').trigger('submit')
  await flushPromises()
  expect(sent('transfers.undo')).toEqual([{ transferId: id(1), reason: 'The wrong transfer was chosen.' }])
  expect(drawer(view)).toContain('Buyer 1')
})

it('a picture can be made larger, a PDF is downloaded, and no proof is said', async () => {
  const pdf = { id: ids.receipt, url: '/files/x.pdf', name: 'x.pdf', mime: 'application/pdf', createdAt: '2026-11-23T20:14:00.000Z' }
  serve({ 'transfers.byId': () => details(1, { proofFiles: [...details(1).proofFiles, pdf] }) })
  const view = await desk(`/admin/transfers/${id(1)}`)
  const picture = () => view.get<HTMLImageElement>('aside img').element.style.inlineSize
  expect(picture()).toBe('100%')
  await view.get('button[aria-label=Larger]').trigger('click')
  expect(picture()).toBe('150%')
  await view.get('button[aria-label="Proof 2 of 2"]').trigger('click')
  const link = view.findAll('aside a').find((one) => one.text() === 'Download the PDF')
  expect(link?.attributes()).toMatchObject({ href: '/files/x.pdf', download: '' })
  serve({ 'transfers.byId': () => details(1, { proofFiles: [] }) })
  expect(drawer(await desk(`/admin/transfers/${id(1)}`))).toContain('No proof was sent')
})
