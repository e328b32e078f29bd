import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { useSession } from '../../session.ts'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import MembersDesk from './MembersDesk.vue'

const member = {
  personId: '01a20a79-faaa-73b3-8f96-91c2a17f0c01',
  name: 'Amina',
  email: 'a@example.org',
  role: 'admin',
  since: '2026-11-20T10:00:00.000Z',
}
const me = {
  id: 'x',
  name: 'B',
  email: 'b@x',
  emailVerified: true,
  locale: 'en',
  memberships: [],
  platformPermissions: [],
  permissions: ['people.changeRole'],
}

async function opened(answers: Parameters<typeof fakeServer>[0] = {}) {
  const calls = fakeServer({ 'people.members': () => ({ items: [member], nextCursor: null }), ...answers })
  const view = await render(MembersDesk, { messages: ['people'], path: '/admin/people' })
  Object.assign(useSession(), { me })
  await flushPromises()
  await press(view, 'Change role')
  return { calls, changes: () => calls.filter(({ path }) => path === 'people.changeRole') }
}
const dialog = () => document.querySelector('[role=dialog]')
const act = (label: string) => [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === label)?.click()
async function choose(role: string): Promise<void> {
  dialog()?.querySelector<HTMLInputElement>(`input[value="${role}"]`)?.click()
  await flushPromises()
}

it('what a role opens and closes is said before it is given', async () => {
  const { changes } = await opened()
  expect(dialog()?.textContent).toContain('Sees nothing of the school’s desks.')
  await choose('teacher')
  expect(dialog()?.textContent).toContain('This takes effect at once, on every device of')
  expect(changes()).toEqual([])
  act('Make a teacher')
  await flushPromises()
  expect(changes()).toEqual([{ path: 'people.changeRole', input: { personId: member.personId, role: 'teacher' } }])
})

it('the last administrator stays one, and the dialog says why', async () => {
  const { changes } = await opened({
    'people.changeRole': () => {
      throw new AppError('LAST_ADMIN', {})
    },
  })
  await choose('student')
  act('Make a learner')
  await flushPromises()
  expect(changes()).toHaveLength(1)
  expect(dialog()?.textContent).toContain('A school needs at least one administrator. Make another one first.')
})

it('keeping the present role changes nothing', async () => {
  const { changes } = await opened()
  act('Make an administrator')
  await flushPromises()
  expect(changes()).toEqual([])
})
