import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { expect, it } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import BalanceView from './BalanceView.vue'
import FindingsDesk from './FindingsDesk.vue'
import { periodOf } from './period.ts'
import RunsDesk from './RunsDesk.vue'

const id = '01a20a79-faaa-73b3-8f96-91c2a17f0c01'
const finding = {
  id,
  list: 'differs',
  what: 'captured_amount',
  state: 'open',
  provider: 'stripe',
  providerRef: 'pi_1',
  tenantName: 'Harbour Academy',
  orderId: null,
  paymentId: null,
  oursMinor: 4_900,
  theirsMinor: 4_800,
  currency: 'USD',
  note: '',
  foundAt: '2026-11-20T10:00:00.000Z',
  handledAt: null,
}
const page = (desk: 'admin' | 'platform') =>
  defineComponent(() => {
    const route = useRoute()
    return () => h(FindingsDesk, { desk, id: typeof route.params.id === 'string' ? route.params.id : '' })
  })
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '')

it('a difference is said in words and amounts, and repairing it asks for that one', async () => {
  const open = [finding]
  const calls = fakeServer({
    'reconciliation.count': () => ({ missing_here: 2, missing_there: 0, differs: 1 }),
    'reconciliation.findings': () => ({ items: open, nextCursor: null }),
    'reconciliation.repair': () => {
      open.pop()
      return { ...finding, state: 'healed', theirsMinor: 4_900 }
    },
  })
  const view = await render(page('platform'), { path: `/platform/reconciliation/${id}?view=differs` })
  const drawer = () => plain(view.get('aside').text())
  expect(plain(view.text())).toContain('Missing here 2')
  expect(drawer()).toContain('Another amount was paid')
  expect(drawer()).toContain('−$1.00')
  await press(view, 'Repair')
  expect(calls.filter(({ path }) => path === 'reconciliation.repair')).toEqual([
    { path: 'reconciliation.repair', input: { findingId: id } },
  ])
  expect(drawer()).toContain('Put right: both sides say the same now.')
  expect(view.findAll('aside button').some((one) => one.text() === 'Repair')).toBe(false)
})

it('an explanation needs words', async () => {
  const open = [finding]
  const calls = fakeServer({
    'reconciliation.findings': () => ({ items: open, nextCursor: null }),
    'reconciliation.explain': () => {
      open.pop()
      return { ...finding, state: 'explained', note: 'A gift of the founder' }
    },
  })
  const view = await render(page('platform'), { path: `/platform/reconciliation/${id}?view=differs` })
  await press(view, 'Explain…')
  const dialog = () => document.querySelector('[role=dialog]')
  const act = async () => {
    ;[...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === 'Write it down')?.click()
    await flushPromises()
  }
  await act()
  expect(calls.some(({ path }) => path === 'reconciliation.explain')).toBe(false)
  const box = dialog()?.querySelector('textarea')
  if (!box) throw new Error('nothing to write in')
  box.value = 'A gift of the founder'
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await act()
  expect(view.get('aside').text()).toContain('A gift of the founder')
})

it('a school reads its own list and repairs nothing', async () => {
  const calls = fakeServer({ 'reconciliation.ofTenant': () => ({ items: [finding], nextCursor: null }) })
  const view = await render(page('admin'), { path: `/admin/reconciliation/${id}?view=differs` })
  expect(view.get('aside').text()).toContain('Another amount was paid')
  expect(view.findAll('aside button').some((one) => one.text() === 'Repair')).toBe(false)
  expect(calls.some(({ path }) => path === 'reconciliation.findings' || path === 'reconciliation.count')).toBe(false)
})

it('a comparison is started with a provider and a number of days that makes sense', async () => {
  const run = {
    id,
    provider: 'stripe',
    account: 'acct_1',
    from: '2026-10-20T00:00:00.000Z',
    to: '2026-11-20T00:00:00.000Z',
    state: 'done',
    checked: 7,
    found: 1,
    healed: 1,
    startedAt: '2026-11-20T10:00:00.000Z',
    doneAt: '2026-11-20T10:00:10.000Z',
    failure: null,
  }
  const calls = fakeServer({
    'reconciliation.runs': () => ({ items: [run], nextCursor: null }),
    'reconciliation.start': () => ({ ...run, state: 'running' }),
  })
  const view = await render(RunsDesk, { path: '/platform/reconciliation/runs' })
  expect(view.text()).toContain('7 checked, 1 found, 1 put right')
  await press(view, 'Compare now…')
  const dialog = document.querySelector('[role=dialog]')
  const days = dialog?.querySelector<HTMLInputElement>('input[inputmode="numeric"]')
  const start = () => [...(dialog?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === 'Start')?.click()
  const write = (text: string) => {
    if (!days) throw new Error('no field')
    days.value = text
    days.dispatchEvent(new Event('input', { bubbles: true }))
  }
  write('400')
  await flushPromises()
  start()
  await flushPromises()
  expect(calls.some(({ path }) => path === 'reconciliation.start')).toBe(false)
  write('٧')
  await flushPromises()
  start()
  await flushPromises()
  expect(calls.find(({ path }) => path === 'reconciliation.start')?.input).toEqual({ provider: 'stripe', days: 7 })
})

it('days that differ are marked in words', async () => {
  fakeServer({
    'reconciliation.balance': () => [
      { day: '2026-11-19', currency: 'USD', theirsMinor: 100, oursMinor: 100, differenceMinor: 0 },
      { day: '2026-11-20', currency: 'USD', theirsMinor: 300, oursMinor: 100, differenceMinor: 200 },
    ],
  })
  const view = await render(BalanceView, { path: '/platform/reconciliation/balance?provider=paypal&from=2026-11-19&to=2026-11-20' })
  expect(view.get('[role="status"]').text()).toBe('One day differs.')
  expect(view.get('tbody tr:last-child').text()).toContain('$2.00')
  expect(view.get('a[download]').attributes('href')).toContain('provider=paypal&from=2026-11-19&to=2026-11-20')
})

it('a period is 92 days at most, in the right order', () => {
  const now = new Date('2026-11-20T10:00:00Z')
  expect(periodOf({}, now)).toEqual({ from: '2026-10-20', to: '2026-11-19', wrong: null })
  expect(periodOf({ from: '2026-01-01', to: '2026-11-20' }, now).wrong).toBe('long')
  expect(periodOf({ from: '2026-11-21', to: '2026-11-20' }, now).wrong).toBe('order')
  expect(periodOf({ from: '2026-08-21', to: '2026-11-20' }, now).wrong).toBe(null)
})
