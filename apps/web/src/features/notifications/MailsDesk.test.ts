import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { expect, it } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import MailsDesk from './MailsDesk.vue'

const id = (n: number) => `01a20a79-faaa-73b3-8f96-91c2a17f0c0${n}`
const row = (n: number, values: object = {}) => ({
  id: id(n),
  kind: 'receipt',
  to: `reader${n}@example.org`,
  locale: 'ar',
  state: 'sent',
  orderId: id(9),
  attempts: 1,
  lastError: null,
  lastAttemptAt: '2026-11-20T10:00:00.000Z',
  createdAt: '2026-11-20T10:00:00.000Z',
  sentAt: '2026-11-20T10:00:01.000Z',
  sentAgainAt: null,
  ...values,
})
const failed = row(2, { state: 'failed', sentAt: null, lastError: '550 No such mailbox here' })
const whole = (mail: object) => ({ ...mail, subject: 'إيصال الدفع', text: 'استلمنا دفعتك', attached: 'HARBOUR-2026-000001.pdf' })
const answers = {
  'notifications.mails': () => ({ items: [row(1), failed], nextCursor: null }),
  'notifications.mail': (input: unknown) => whole(JSON.stringify(input).includes(id(2)) ? failed : row(1)),
  'notifications.sendAgain': () => ({ mailId: id(3) }),
}
const Desk = defineComponent(() => {
  const route = useRoute()
  return () => h(MailsDesk, { id: typeof route.params.id === 'string' ? route.params.id : '' })
})
const desk = (path = '/admin/mails') => render(Desk, { path })
const sent = (calls: { path: string; input: unknown }[]) =>
  calls.filter(({ path }) => path === 'notifications.sendAgain').map(({ input }) => input)

it('the mail log shows to whom, about what and how it fared, and asks for the state and the address that somebody wants', async () => {
  const calls = fakeServer(answers)
  const view = await desk('/admin/mails?view=failed&q=reader')
  expect(calls.find(({ path }) => path === 'notifications.mails')?.input).toMatchObject({ state: 'failed', to: 'reader' })
  for (const said of ['reader1@example.org', 'Receipt', 'Sent', 'reader2@example.org', 'Failed']) expect(view.text()).toContain(said)
})

it('a mail is read in its own language and direction, with its document and what the mail server said', async () => {
  fakeServer(answers)
  const view = await desk(`/admin/mails/${id(2)}`)
  expect(view.get('section[lang="ar"]').attributes('dir')).toBe('rtl')
  for (const said of ['إيصال الدفع', 'HARBOUR-2026-000001.pdf', '550 No such mailbox here']) expect(view.text()).toContain(said)
})

it('a failed mail is sent again at once; the same wish keeps its key until it is answered', async () => {
  let down = true
  const calls = fakeServer({
    ...answers,
    'notifications.sendAgain': () => {
      if (down) throw new TypeError('offline')
      return { mailId: id(3) }
    },
  })
  const view = await desk(`/admin/mails/${id(2)}`)
  await press(view, 'Send again')
  expect(view.find('[role="alert"]').exists()).toBe(true)
  down = false
  await press(view, 'Send again')
  const keys = sent(calls).map((input) => JSON.stringify(input))
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(view.get(`a[href="/admin/mails/${id(3)}"]`).text()).toBe('See the new mail')
})

it('what was sent is sent once more only after a question', async () => {
  const calls = fakeServer(answers)
  const view = await desk(`/admin/mails/${id(1)}`)
  await press(view, 'Send again')
  expect(sent(calls)).toEqual([])
  const dialog = document.querySelector('[role="dialog"]')
  expect(dialog?.textContent).toContain('reader1@example.org')
  const confirm = [...(dialog?.querySelectorAll('button') ?? [])].find((button) => button.textContent?.trim() === 'Send again')
  confirm?.click()
  await flushPromises()
  expect(sent(calls)).toMatchObject([{ mailId: id(1), evenIfSent: true }])
})

it('the log is no teacher’s', async () => {
  fakeServer({
    'notifications.mails': () => {
      throw new AppError('NOT_ALLOWED', {})
    },
  })
  expect((await desk()).text()).toContain('This desk is not yours')
})
