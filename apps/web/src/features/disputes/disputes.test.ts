import { disputeReasonOf } from '@edurise/contracts/dispute-reasons'
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import DisputesDesk from './DisputesDesk.vue'
import { timeLeft } from './due.ts'

const id = '01a20a79-faaa-73b3-8f96-91c2a17f0c01'
const soon = new Date(Date.now() + 2.5 * 86_400_000).toISOString()
const row = {
  id,
  orderId: id,
  orderNumber: 'EDU-2026-000001',
  paymentId: id,
  provider: 'stripe',
  providerRef: 'dp_1',
  buyerName: 'Amina',
  buyerEmail: 'a@example.org',
  courseTitle: 'Sea navigation',
  status: 'needs_response',
  reason: 'product_not_received',
  amountMinor: 4_900,
  feeMinor: 1_500,
  lostMinor: 0,
  currency: 'USD',
  evidence: 'none',
  openedAt: '2026-11-20T10:00:00.000Z',
  dueAt: soon,
  closedAt: null,
}
const pack = {
  productDescription: 'A course',
  serviceDate: '2026-11-01',
  accessLog: 'Opened lesson 1',
  refundPolicy: '30 days',
  correspondence: 'A receipt',
}
const details = { ...row, pack, fresh: true, canSubmit: true, submittedAt: null, inquiryAnsweredAt: null }
interface Sent {
  pack: typeof pack
  requestKey?: string
}
/** What a call carried, as the desk sends it. */
const sentBy = (call: { input: unknown } | undefined) => call?.input as Sent | undefined

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})

const Desk = defineComponent(() => {
  const route = useRoute()
  return () => h(DisputesDesk, { id: typeof route.params.id === 'string' ? route.params.id : '' })
})
async function desk(answers: Parameters<typeof fakeServer>[0] = {}, path = `/admin/disputes/${id}`) {
  const calls = fakeServer({
    'disputes.list': () => ({ items: [row], nextCursor: null }),
    'disputes.count': () => ({ open: 1, dueSoon: 1 }),
    'disputes.byId': () => details,
    ...answers,
  })
  const view = await render(Desk, { path })
  const log = () => view.findAll('textarea')[1]
  return { view, log, callsOf: (name: string) => calls.filter(({ path: of }) => of === name) }
}
async function pass(milliseconds: number): Promise<void> {
  vi.advanceTimersByTime(milliseconds)
  await flushPromises()
}

it('what has to be answered soon says how many days are left, and why the bank asks, in words', async () => {
  const { view } = await desk({}, '/admin/disputes')
  expect(view.text()).toContain('2 days left')
  expect(view.text()).toContain('The buyer says they did not get the course.')
  expect(view.text()).toContain('One dispute has to be answered within three days.')
})

it('what is written is kept as a draft, and nothing is sent to the bank', async () => {
  const { view, log, callsOf } = await desk({
    'disputes.saveEvidence': (input) => ({ ...details, pack: (input as Sent).pack, fresh: false, evidence: 'draft' }),
  })
  await log()?.setValue('Opened lessons 1 to 4')
  expect(localStorage.getItem(`evidence:${id}`)).toContain('Opened lessons 1 to 4')
  await pass(1_000)
  expect(callsOf('disputes.saveEvidence')).toHaveLength(1)
  expect(sentBy(callsOf('disputes.saveEvidence')[0])?.pack).toEqual({ ...pack, accessLog: 'Opened lessons 1 to 4' })
  expect(view.text()).toContain('Kept at')
  expect(localStorage.getItem(`evidence:${id}`)).toBeNull()
  expect(callsOf('disputes.submitEvidence')).toEqual([])
})

it('what could not be kept stays on the page and on the device, and is there when the page comes back', async () => {
  const first = await desk({
    'disputes.saveEvidence': () => {
      throw new TypeError('failed')
    },
  })
  await first.log()?.setValue('Typed on a train')
  await pass(1_000)
  expect(first.view.get('[role="alert"]').text()).toContain('The connection broke on the way')
  expect(first.log()?.element.value).toBe('Typed on a train')
  first.view.unmount()
  await flushPromises()
  const second = await desk({ 'disputes.saveEvidence': (input) => ({ ...details, pack: (input as Sent).pack, evidence: 'draft' }) })
  expect(second.log()?.element.value).toBe('Typed on a train')
  await pass(1_000)
  expect(sentBy(second.callsOf('disputes.saveEvidence')[0])?.pack.accessLog).toBe('Typed on a train')
})

it('the answer is sent once it is confirmed, with what stands in the fields, and then it is final', async () => {
  let status = 'none'
  const { view, log, callsOf } = await desk({
    'disputes.saveEvidence': (input) => ({ ...details, pack: (input as Sent).pack, evidence: 'draft' }),
    'disputes.submitEvidence': (input) => {
      status = 'submitted'
      return { ...details, pack: (input as Sent).pack, evidence: 'submitted', submittedAt: '2026-11-21T10:00:00.000Z' }
    },
    'disputes.byId': () => ({
      ...details,
      evidence: status,
      pack: { ...pack, accessLog: status === 'none' ? pack.accessLog : 'The last word' },
    }),
  })
  await log()?.setValue('The last word')
  await press(view, 'Send the answer…')
  expect(callsOf('disputes.submitEvidence')).toEqual([])
  const dialog = document.querySelector('[role=dialog]')
  expect(dialog?.textContent).toContain('After this it cannot be changed.')
  ;[...(dialog?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === 'Send it for good')?.click()
  await flushPromises()
  await pass(0)
  expect(sentBy(callsOf('disputes.submitEvidence')[0])?.pack.accessLog).toBe('The last word')
  expect(sentBy(callsOf('disputes.submitEvidence')[0])?.requestKey).toBeTruthy()
  expect(view.findAll('textarea')).toEqual([])
  expect(view.get('aside').text()).toContain('Your answer was sent.')
  expect(view.get('aside').text()).toContain('The last word')
})

it('a dispute that is over shows its outcome and no editor', async () => {
  const { view } = await desk({
    'disputes.byId': () => ({ ...details, status: 'lost', closedAt: '2026-11-21T10:00:00.000Z', lostMinor: 4_900 }),
  })
  expect(view.get('aside').text()).toContain('The bank decided for the buyer.')
  expect(view.findAll('textarea')).toEqual([])
})

it('counts whole days to the deadline, and the last day as today', () => {
  const now = new Date('2026-11-20T10:00:00Z')
  expect(timeLeft('2026-11-20T09:59:59Z', now)).toEqual({ urgency: 'over', days: 0 })
  expect(timeLeft('2026-11-21T09:59:59Z', now)).toEqual({ urgency: 'today', days: 0 })
  expect(timeLeft('2026-11-21T10:00:00Z', now)).toEqual({ urgency: 'soon', days: 1 })
  expect(timeLeft('2026-11-24T10:00:00Z', now)).toEqual({ urgency: 'later', days: 4 })
})

it('reasons of both providers have words, and an unknown one stands as it came', () => {
  expect(disputeReasonOf('MERCHANDISE_OR_SERVICE_NOT_RECEIVED')).toBe('not_received')
  expect(disputeReasonOf('credit_not_processed')).toBe('credit_not_processed')
  expect(disputeReasonOf('noncompliant')).toBeNull()
})

it('an inquiry that was answered and became a dispute is answered again, beginning from what was said', async () => {
  const again = { ...details, evidence: 'draft', fresh: false, inquiryAnsweredAt: '2026-11-21T10:00:00.000Z' }
  const { view, log } = await desk({ 'disputes.byId': () => again })
  expect(view.text()).toContain('it is a dispute now: the provider wants an answer again')
  expect(view.text()).toContain('Inquiry answered')
  expect(log()?.element.value).toBe('Opened lesson 1')
})
