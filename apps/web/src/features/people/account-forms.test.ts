import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { press, render } from '../../testing/render.ts'
import ForgotPasswordView from './ForgotPasswordView.vue'
import ResetPasswordView from './ResetPasswordView.vue'
import SignInView from './SignInView.vue'
import SignUpView from './SignUpView.vue'

interface Call {
  path: string
  body: Record<string, unknown>
}

/** Answers the account's own routes at the wire. */
function accountServer(answer: { status: number; code?: string; data?: object }): Call[] {
  const calls: Call[] = []
  vi.stubGlobal('fetch', async (path: string, init: { body: string }) => {
    calls.push({ path, body: JSON.parse(init.body) })
    const body = answer.code ? { error: { code: answer.code, data: answer.data ?? {}, requestId: 'req-of-the-test' } } : {}
    return Response.json(body, { status: answer.status })
  })
  return calls
}

const went = vi.fn<(url: string) => void>()
beforeEach(() => {
  document.body.innerHTML = '<div id="frame-end"></div>'
  vi.spyOn(location, 'assign').mockImplementation((url) => went(String(url)))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  went.mockReset()
  sessionStorage.clear()
})

async function fill(view: VueWrapper, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await view.get(`input[name="${name}"]`).setValue(value)
}

async function submit(view: VueWrapper): Promise<void> {
  await view.get('form').trigger('submit')
  await flushPromises()
}

const signIn = (path: string, locale: 'en' | 'ar' | 'so' = 'en') => render(SignInView, { messages: ['people'], path, locale })

it('after signing in one goes on to where one was going', async () => {
  const calls = accountServer({ status: 200 })
  const view = await signIn('/sign-in?next=%2Fcourses%2Fx%3Fenrol%3D1')
  await fill(view, { email: ' a@example.org ', password: 'seven boats in the harbour' })
  await submit(view)
  expect(calls).toEqual([{ path: '/api/v1/auth/sign-in/email', body: { email: 'a@example.org', password: 'seven boats in the harbour' } }])
  expect(went).toHaveBeenCalledExactlyOnceWith('/courses/x?enrol=1')
})

it('the page after signing in is in the language of this one', async () => {
  accountServer({ status: 200 })
  const view = await signIn('/sign-in?next=%2Flearning', 'ar')
  await fill(view, { email: 'a@example.org', password: 'seven boats in the harbour' })
  await submit(view)
  expect(went).toHaveBeenCalledWith('/ar/learning')
})

it.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/sign-in',
  '/ar//evil.example',
])('signing in never leads to %j', async (next) => {
  accountServer({ status: 200 })
  const view = await signIn(`/sign-in?next=${encodeURIComponent(next)}`)
  await fill(view, { email: 'a@example.org', password: 'seven boats in the harbour' })
  await submit(view)
  expect(went).toHaveBeenCalledWith('/')
})

it('a wrong password is told beside the field, and the address stays', async () => {
  accountServer({ status: 401, code: 'CREDENTIALS_WRONG' })
  const view = await signIn('/sign-in', 'so')
  await fill(view, { email: 'a@example.org', password: 'not the password' })
  await submit(view)
  const field = view.get('input[name="password"]')
  expect(field.attributes('aria-invalid')).toBe('true')
  expect(view.text()).toContain('Cinwaanka iyo furaha sirta isma waafaqsana.')
  expect(view.get<HTMLInputElement>('input[name="email"]').element.value).toBe('a@example.org')
  expect(went).not.toHaveBeenCalled()
})

it('a limit is told with the time that is left, which gets shorter', async () => {
  accountServer({ status: 429, code: 'TOO_MANY_REQUESTS', data: { retryAfterSeconds: 60 } })
  const view = await signIn('/sign-in')
  await fill(view, { email: 'a@example.org', password: 'not the password' })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  await submit(view)
  expect(view.get('[role=alert]').text()).toContain('You can try again in 60 seconds.')
  await vi.advanceTimersByTimeAsync(15_000)
  expect(view.get('[role=alert] [aria-hidden]').text()).toBe('Too many tries. You can try again in 45 seconds.')
  await vi.advanceTimersByTimeAsync(45_000)
  expect(view.get('[role=alert] [aria-hidden]').text()).toBe('You can try again now.')
})

it('what is missing is said before anything is sent', async () => {
  const calls = accountServer({ status: 200 })
  const view = await signIn('/sign-in')
  await submit(view)
  expect(view.findAll('[aria-invalid="true"]')).toHaveLength(2)
  expect(calls).toEqual([])
})

it('a password can be looked at', async () => {
  const view = await signIn('/sign-in')
  expect(view.get('input[name="password"]').attributes()).toMatchObject({ type: 'password', autocomplete: 'current-password' })
  await view.get('[aria-label="Show the password"]').trigger('click')
  expect(view.get('input[name="password"]').attributes('type')).toBe('text')
})

it('name and address outlive a reload, the password does not', async () => {
  accountServer({ status: 409, code: 'EMAIL_TAKEN' })
  const view = await render(SignUpView, { messages: ['people'], path: '/sign-up?next=/courses/x' })
  await fill(view, { name: 'Amina', email: 'a@example.org', password: 'seven boats in the harbour' })
  await submit(view)
  expect(view.text()).toContain('There is already an account with this address.')
  expect(
    view
      .findAll('a')
      .find((link) => link.text() === 'Sign in with this address')
      ?.attributes('href'),
  ).toBe('/sign-in?next=/courses/x')
  view.unmount()
  const again = await render(SignUpView, { messages: ['people'], path: '/sign-up' })
  const valueOf = (name: string) => again.get<HTMLInputElement>(`input[name="${name}"]`).element.value
  expect([valueOf('name'), valueOf('email'), valueOf('password')]).toEqual(['Amina', 'a@example.org', ''])
  expect(JSON.stringify(sessionStorage)).not.toContain('boats')
})

it('a new account knows its language and where the mail has to lead', async () => {
  const calls = accountServer({ status: 200 })
  const view = await render(SignUpView, { messages: ['people'], path: '/sign-up?next=%2Fcourses%2Fx%3Fenrol%3D1', locale: 'ar' })
  await fill(view, { name: 'أمينة', email: 'a@example.org', password: 'seven boats in the harbour' })
  await submit(view)
  expect(calls[0]?.body).toMatchObject({ locale: 'ar', next: '/courses/x?enrol=1' })
  expect(went).toHaveBeenCalledWith('/ar/courses/x?enrol=1')
})

it.each([
  ['PASSWORD_TOO_SHORT', { min: 12 }, 'Use at least 12 characters.'],
  ['PASSWORD_COMMON', {}, 'This password is on the lists'],
])('%s is told beside the new password', async (code, data, words) => {
  accountServer({ status: 400, code, data })
  const view = await render(SignUpView, { messages: ['people'], path: '/sign-up' })
  await fill(view, { name: 'Amina', email: 'a@example.org', password: 'password1234' })
  await submit(view)
  expect(view.get('input[name="password"]').attributes('aria-invalid')).toBe('true')
  expect(view.text()).toContain(words)
})

it('a reset keeps where one was going, in the mail and after it', async () => {
  const calls = accountServer({ status: 200 })
  const forgot = await render(ForgotPasswordView, { messages: ['people'], path: '/forgot-password?next=/checkout/x' })
  await fill(forgot, { email: 'a@example.org' })
  await submit(forgot)
  expect(calls[0]).toEqual({ path: '/api/v1/auth/request-password-reset', body: { email: 'a@example.org', next: '/checkout/x' } })
  expect(forgot.get('h1').text()).toBe('Look into your mailbox')
  forgot.unmount()
  const reset = await render(ResetPasswordView, { messages: ['people'], path: '/reset-password?token=t0k3n&next=/checkout/x' })
  await fill(reset, { password: 'seven boats in the harbour' })
  await submit(reset)
  expect(calls[1]?.body).toEqual({ token: 't0k3n', newPassword: 'seven boats in the harbour' })
  expect(went).toHaveBeenCalledWith('/sign-in?changed=1&next=/checkout/x')
})

it('a reset link that is too old leads to a new one', async () => {
  accountServer({ status: 412, code: 'LINK_EXPIRED' })
  const view = await render(ResetPasswordView, { messages: ['people'], path: '/reset-password?token=old&next=/checkout/x' })
  await fill(view, { password: 'seven boats in the harbour' })
  await submit(view)
  expect(view.get('h1').text()).toBe('This link no longer works')
  expect(
    view
      .findAll('a')
      .find((link) => link.text() === 'Send me a link')
      ?.attributes('href'),
  ).toBe('/forgot-password?next=/checkout/x')
})

it('without a connection nothing is lost, and the form says so', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
  const view = await signIn('/sign-in')
  await fill(view, { email: 'a@example.org', password: 'seven boats in the harbour' })
  await submit(view)
  expect(view.get('[role=alert]').text()).toContain('What you entered is still here; try again.')
  await press(view, 'Sign in')
})

it('a refusal that comes right after the last keystroke stays beside its field', async () => {
  vi.useFakeTimers()
  accountServer({ status: 401, code: 'CREDENTIALS_WRONG' })
  const view = await signIn('/sign-in')
  await fill(view, { email: 'a@example.org', password: 'not the right one' })
  await view.get('input[name="password"]').trigger('blur')
  await view.get('input[name="password"]').setValue('not the right one either')
  await submit(view)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(view.get('input[name="password"]').attributes('aria-invalid')).toBe('true')
})
