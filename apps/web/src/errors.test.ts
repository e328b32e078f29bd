import { AppError } from '@edurise/contracts/errors'
import { expect, it, vi } from 'vitest'
import { api } from './api.ts'
import { explain, fieldErrors } from './errors.ts'
import { createTranslations } from './i18n.ts'
import { fakeServer } from './testing/fake-server.ts'

const caught = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => error,
  )
const { t } = (await createTranslations('en')).global

it('tells a refusal in the words of the page, with its data', async () => {
  fakeServer({
    'marketplace.search': () => {
      throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds: 30 })
    },
  })
  const told = explain(await caught(api.marketplace.search.query({})), t)
  expect(told).toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    retry: true,
    requestId: 'req-of-the-test',
    text: 'Too many tries. Wait 30 s, then try again.',
  })
})

it('tells a fault of ours, a lost connection and a long wait apart, and offers to try again', async () => {
  const call = () => caught(api.marketplace.search.query({}))
  fakeServer({
    'marketplace.search': () => {
      throw new Error('secret')
    },
  })
  expect(explain(await call(), t)).toMatchObject({ title: 'Something broke on our side', retry: true, requestId: 'req-of-the-test' })
  fakeServer({
    'marketplace.search': () => {
      throw new TypeError('Failed to fetch')
    },
  })
  expect(explain(await call(), t)).toMatchObject({ title: 'We could not reach Edurise', retry: true, requestId: null })
  vi.stubGlobal('fetch', () => Promise.reject(new DOMException('signal timed out', 'TimeoutError')))
  expect(explain(await call(), t).title).toBe('This took too long')
})

it('brings refused fields to the form', async () => {
  const fields = { name: ['Too small: expected string to have >=1 characters'], 'faq.0.answer': ['Invalid input'] }
  fakeServer({
    'people.updateMe': () => {
      throw new AppError('INPUT_INVALID', { fields })
    },
  })
  expect(fieldErrors(await caught(api.people.updateMe.mutate({ name: '', locale: 'en' })), t)).toEqual([
    { name: 'name', message: 'Please fill this in.' },
    { name: 'faq.0.answer', message: 'This cannot be used here. Please check it.' },
  ])
})
