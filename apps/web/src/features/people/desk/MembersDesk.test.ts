import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { expect, it } from 'vitest'
import { useSession } from '../../../session.ts'
import { fakeServer } from '../../../testing/fake-server.ts'
import { press, render } from '../../../testing/render.ts'
import MembersDesk from './MembersDesk.vue'

const ids = {
  person: '01a20a79-faaa-73b3-8f96-91c2a17f0c01',
  course: '01a20a79-faaa-73b3-8f96-91c2a17f0c02',
  given: '01a20a79-faaa-73b3-8f96-91c2a17f0c03',
  paid: '01a20a79-faaa-73b3-8f96-91c2a17f0c04',
  order: '01a20a79-faaa-73b3-8f96-91c2a17f0c05',
}
const member = { personId: ids.person, name: 'Amina', email: 'a@example.org', role: 'admin', since: '2026-11-20T10:00:00.000Z' }
const me = {
  id: 'x',
  name: 'B',
  email: 'b@x',
  emailVerified: true,
  locale: 'en',
  memberships: [],
  platformPermissions: [],
  permissions: ['people.changeRole', 'enrolments.grant', 'people.members'],
}
const given = {
  id: ids.given,
  courseId: ids.course,
  courseTitle: 'Sea navigation',
  source: 'admin',
  orderId: null,
  orderNumber: null,
  reason: 'Paid in cash',
  startsAt: '2026-11-20T10:00:00.000Z',
  endedAt: null,
  endedReason: null,
}
const paid = {
  ...given,
  id: ids.paid,
  source: 'order_line',
  orderId: ids.order,
  orderNumber: 'EDU-2026-000001',
  reason: '',
  endedAt: '2026-11-21T10:00:00.000Z',
  endedReason: 'refunded',
}
const event = {
  at: '2026-11-20T10:00:00.000Z',
  kind: 'access_given',
  detail: 'Sea navigation',
  reason: 'Paid in cash',
  actorName: 'Berta',
  orderId: null,
}

const Desk = defineComponent(() => {
  const route = useRoute()
  return () => h(MembersDesk, { id: typeof route.params.id === 'string' ? route.params.id : '' })
})

async function opened(answers: Parameters<typeof fakeServer>[0] = {}) {
  const calls = fakeServer({
    'people.members': () => ({ items: [member], nextCursor: null }),
    'people.member': () => member,
    'enrolments.sources': () => ({ items: [given, paid], nextCursor: null }),
    'people.history': () => ({ items: [event], nextCursor: null }),
    'marketplace.search': () => ({ items: [{ courseId: ids.course, title: 'Sea navigation' }], nextCursor: null }),
    ...answers,
  })
  const view = await render(Desk, { path: `/admin/people/${ids.person}` })
  Object.assign(useSession(), { me })
  await flushPromises()
  return { view, calls, callsOf: (name: string) => calls.filter(({ path }) => path === name) }
}
const dialog = () => document.querySelector('[role=dialog]')
async function act(label: string): Promise<void> {
  ;[...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === label)?.click()
  await flushPromises()
}
async function choose(value: string): Promise<void> {
  dialog()?.querySelector<HTMLInputElement>(`input[value="${value}"]`)?.click()
  await flushPromises()
}
async function write(text: string): Promise<void> {
  const box = dialog()?.querySelector('textarea')
  if (!box) throw new Error('nothing to write in')
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}

it('what a role opens and closes is said before it is given', async () => {
  const { view, callsOf } = await opened()
  await press(view, 'Change role')
  expect(dialog()?.textContent).toContain('Sees nothing of the school’s desks.')
  await choose('teacher')
  expect(dialog()?.textContent).toContain('This takes effect at once, on every device of')
  expect(callsOf('people.changeRole')).toEqual([])
  await act('Make a teacher')
  expect(callsOf('people.changeRole')).toEqual([{ path: 'people.changeRole', input: { personId: ids.person, role: 'teacher' } }])
})

it('the last administrator stays one, and the dialog says why', async () => {
  const { view, callsOf } = await opened({
    'people.changeRole': () => {
      throw new AppError('LAST_ADMIN', {})
    },
  })
  await press(view, 'Change role')
  await choose('student')
  await act('Make a learner')
  expect(callsOf('people.changeRole')).toHaveLength(1)
  expect(dialog()?.textContent).toContain('A school needs at least one administrator. Make another one first.')
})

it('keeping the present role changes nothing', async () => {
  const { view, callsOf } = await opened()
  await press(view, 'Change role')
  await act('Make an administrator')
  expect(callsOf('people.changeRole')).toEqual([])
})

it('every source of access is shown, live and ended, with its reason; only what was given can be taken back', async () => {
  const { view } = await opened()
  const text = view.get('aside').text()
  expect(text).toContain('Given by the school')
  expect(text).toContain('Paid in cash')
  expect(text).toContain('EDU-2026-000001')
  expect(text).toContain('Ended: the money went back')
  expect(view.findAll('aside button').filter((one) => one.text() === 'Take back…')).toHaveLength(1)
  expect(text).toContain('Access given by the school')
  expect(text).toContain('by \u2068Berta\u2069')
})

it('a course is given with a reason, and the same press twice is one deed', async () => {
  const keys: unknown[] = []
  let fails = true
  const { view, callsOf } = await opened({
    'enrolments.grant': (input) => {
      keys.push((input as { requestKey: string }).requestKey)
      if (fails) throw new TypeError('failed')
      return given
    },
  })
  await press(view, 'Give access…')
  await choose(ids.course)
  await act('Open the course')
  expect(callsOf('enrolments.grant')).toEqual([])
  expect(dialog()?.textContent).toContain('Say why, in three letters at least.')
  await write('Paid in cash')
  await act('Open the course')
  expect(dialog()?.textContent).toContain('The connection broke on the way')
  expect(dialog()?.querySelector('textarea')?.value).toBe('Paid in cash')
  fails = false
  await act('Open the course')
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(view.get('aside').text()).toContain('is open to them now')
})

it('taking back needs a reason and names the one grant', async () => {
  const { view, callsOf } = await opened({ 'enrolments.revoke': () => ({ ...given, endedAt: '2026-11-22T10:00:00.000Z' }) })
  await press(view, 'Take back…')
  await act('Take access back')
  expect(callsOf('enrolments.revoke')).toEqual([])
  await write('A mistake')
  await act('Take access back')
  expect(callsOf('enrolments.revoke')).toEqual([{ path: 'enrolments.revoke', input: { grantId: ids.given, reason: 'A mistake' } }])
})
