import { expect, test } from '../fixtures.ts'

const web = () => process.env['E2E_WEB'] ?? ''
const cards = { declined: '4000 0000 0000 0002', good: '4242 4242 4242 4242' }

test('a wrong password is told in words, at the field, and too many tries say how long to wait', async ({
  page,
  says,
  at,
  join,
  isAccessible,
}) => {
  const { email } = await join()
  await page.context().clearCookies()
  await page.goto(at('/sign-in'))
  await page.getByRole('button', { name: says('people.signIn.act') }).click()
  await expect(page.getByText(says('ui.field.required'))).toHaveCount(2)
  await page.getByLabel(says('people.email.label')).fill(email)
  await page.locator('input[type=password]').fill('not the password')
  await page.getByRole('button', { name: says('people.signIn.act') }).click()
  await expect(page.getByText(says('errors.CREDENTIALS_WRONG'))).toBeVisible()
  await expect(page.locator('input[type=password]')).toBeFocused()
  await isAccessible()

  const refused = { error: { code: 'TOO_MANY_REQUESTS', data: { retryAfterSeconds: 40 }, requestId: 'a-request-id' } }
  await page.route('**/api/v1/auth/sign-in/email', (route) => route.fulfill({ status: 429, json: refused }))
  await page.getByRole('button', { name: says('people.signIn.act') }).click()
  await expect(page.getByRole('alert').filter({ hasText: says('people.wait.again') })).toBeVisible()
})

test('at the checkout, no connection, a fault of ours and no answer in time each have their words, and trying again works', async ({
  page,
  context,
  says,
  at,
  join,
}) => {
  await join()
  await page.goto(at('/checkout/knots-and-ropework'))
  const pay = page.getByRole('button', { name: /19/ })
  await expect(pay).toBeVisible()

  await context.setOffline(true)
  await pay.click()
  await expect(page.getByRole('heading', { name: says('ui.error.offline.title') })).toBeVisible()
  await context.setOffline(false)

  const start = '**/api/v1/trpc/payments.startCheckout*'
  const again = page.getByRole('button', { name: says('ui.retry') })
  await page.route(start, (route) => route.fulfill({ status: 500, body: 'no JSON at all' }))
  await again.click()
  await expect(page.getByRole('heading', { name: says('ui.error.broken.title') })).toBeVisible()
  await page.unroute(start)
  await page.route(start, (route) => route.abort('connectionreset'))
  await again.click()
  await expect(page.getByRole('heading', { name: says('ui.error.unreached.title') })).toBeVisible()
  await page.unroute(start)

  // The same press now works, and there is one payment
  await again.click()
  await expect(page).toHaveURL(/\/pay\//)
})

test('whoever waits in vain is told after fifteen seconds that trying again is safe', async ({ page, says, at, join }) => {
  await join()
  await page.clock.install()
  await page.goto(at('/checkout/knots-and-ropework'))
  const start = '**/api/v1/trpc/payments.startCheckout*'
  // An answer that never comes
  await page.route(start, () => undefined)
  await page.getByRole('button', { name: /19/ }).click()
  await expect(page.getByRole('heading', { name: says('ui.error.timeout.title') })).toBeVisible({ timeout: 25_000 })
  await page.unroute(start)
  await page.getByRole('button', { name: says('ui.retry') }).click()
  await expect(page).toHaveURL(/\/pay\//)
})

test('a lesson that cannot be reached says so and comes when asked again', async ({ page, context, says, at, owns, lessonOf }) => {
  await owns('first-aid-basics')
  const [first, second] = [await lessonOf('first-aid-basics', 'Safe, look, call'), await lessonOf('first-aid-basics', 'Bleeding and burns')]
  await page.goto(at(`/learn/first-aid-basics/${first}`))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Safe, look, call')
  await context.setOffline(true)
  await page.getByRole('button', { name: says('lessons.markDone') }).click()
  await page
    .getByRole('navigation', { name: says('lessons.outline') })
    .getByRole('link', { name: /Bleeding and burns/ })
    .click()
  await expect(page.getByRole('alert').filter({ hasText: says('ui.error.offline.title') })).toBeVisible()
  await context.setOffline(false)
  await page
    .getByRole('button', { name: says('ui.retry') })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bleeding and burns')
  await expect(page).toHaveURL(new RegExp(second))
})

test('an order that is not ours is not there', async ({ page, says, at, join, isAccessible }) => {
  await join()
  for (const id of ['01a20a7b-b169-72a9-bddc-da31811e410a', 'nonsense']) {
    await page.goto(at(`/orders/${id}`))
    await expect(page.getByRole('heading', { name: says('payments.order.absent.title') })).toBeVisible()
  }
  await isAccessible()
  await page.goto(at('/invoices/01a20a7b-b169-72a9-bddc-da31811e410a'))
  await expect(page.getByRole('heading', { name: says('invoices.absent.title') })).toBeVisible()
})

test('two presses on the button start one payment; leaving, a declined card and coming back lose nothing', async ({
  page,
  says,
  at,
  join,
  control,
  isAccessible,
}) => {
  const { email } = await join()
  await page.goto(at('/checkout/knots-and-ropework'))
  await page.getByRole('button', { name: /19/ }).dblclick()
  await expect(page).toHaveURL(/\/pay\//)
  const hosted = page.url()

  // Leaves without paying
  await page.locator('a.back').click()
  await expect(page).toHaveURL(/\/checkout\/knots-and-ropework/)
  await expect(page.getByText(says('payments.begun.untouched.title'))).toBeVisible()
  await isAccessible()
  await page.getByRole('button', { name: /19/ }).click()
  await expect(page).toHaveURL(/\/pay\//)
  expect(new URL(page.url()).pathname).toBe(new URL(hosted).pathname)

  // The card is declined, another one is not
  await page.locator('#number').fill(cards.declined)
  await page.locator('form button[type=submit]').click()
  await expect(page.locator('#number-error')).toBeVisible()
  await page.locator('#number').fill(cards.good)
  await page.locator('form button[type=submit]').click()
  await expect(page).toHaveURL(/\/orders\//)
  await expect(page.getByRole('link', { name: says('payments.order.start') })).toBeVisible({ timeout: 20_000 })

  const { items } = await control<{ items: { customer_email: string | null; captured: number }[] }>('/payments.json?limit=10000')
  expect(items.filter(({ customer_email }) => customer_email === email)).toEqual([expect.objectContaining({ captured: 1900 })])

  // It is theirs now: there is nothing more to pay
  await page.goto(at('/checkout/knots-and-ropework'))
  await expect(page.getByRole('heading', { name: says('payments.checkout.owned.title') })).toBeVisible()
})

test('a declined card is named on the order page, with the way to try again', async ({ page, says, at, join }) => {
  await join()
  await page.goto(at('/checkout/knots-and-ropework'))
  await page.getByRole('button', { name: /19/ }).click()
  await page.locator('#number').fill(cards.declined)
  await page.locator('form button[type=submit]').click()
  await expect(page.locator('#number-error')).toBeVisible()
  await page.locator('a.back').click()
  await expect(page.getByText(says('payments.failure.card_declined'))).toBeVisible({ timeout: 20_000 })
})

test('bad input gets its typed refusal, and nothing is done', async ({ page, join, call }) => {
  await join()
  const api = `${web()}/api/v1`
  const { courseId } = await call<{ courseId: string }>('query', 'marketplace.bySlug', { slug: 'sea-navigation' })
  const codeOf = async (path: string, options: Parameters<typeof page.request.post>[1]) => {
    const answer = await page.request.post(api + path, options)
    const body = await answer.json()
    const { error } = Array.isArray(body) ? body[0] : body
    return [answer.status(), error.data?.refused?.code ?? error.code]
  }
  const start = '/trpc/payments.startCheckout'
  const good = { courseId, provider: 'stripe' }

  // A price of one's own, a course that is none, a body that is none
  expect(await codeOf(start, { data: { ...good, priceMinor: 1 } })).toEqual([400, 'INPUT_INVALID'])
  expect(await codeOf(start, { data: { ...good, courseId: '01a20a7b-b169-72a9-bddc-da31811e410a' } })).toEqual([404, 'COURSE_NOT_FOUND'])
  expect(await codeOf(start, { data: Buffer.from('{"courseId":'), headers: { 'content-type': 'application/json' } })).toEqual([
    400,
    'BODY_MALFORMED',
  ])
  expect(await codeOf(start, { data: { ...good, more: 'x'.repeat(10_000_000) } })).toEqual([413, 'BODY_TOO_LARGE'])
  expect(await codeOf(`/trpc/${Array(500).fill('people.updateMe').join(',')}?batch=1`, { data: {} })).toEqual([400, 'BATCH_TOO_LARGE'])
  expect(await codeOf('/trpc/payments.noSuch', { data: {} })).toEqual([404, 'PROCEDURE_UNKNOWN'])

  // Forms of other sites, with the cookie of this person
  const cross = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  expect(await codeOf(start, { data: good, headers: cross })).toEqual([403, 'CROSS_SITE_REQUEST'])
  expect(await codeOf(start, { form: { courseId, provider: 'stripe' }, headers: cross })).toEqual([403, 'CROSS_SITE_REQUEST'])
  expect(await codeOf('/auth/sign-out', { data: {}, headers: { ...cross, 'sec-fetch-site': 'same-site' } })).toEqual([
    403,
    'CROSS_SITE_REQUEST',
  ])

  // None of it has left anything behind, and the person is still signed in
  expect(await call<{ items: unknown[] }>('query', 'payments.myOrders', {})).toMatchObject({ items: [] })
})

test('somebody signed in reads neither orders nor desks of others', async ({ page, browser, says, at, owns }) => {
  const orderId = await owns('knots-and-ropework')
  const other = await browser.newContext()
  const stranger = await other.newPage()
  const answer = await stranger.request.post(`${web()}/api/v1/auth/sign-up/email`, {
    data: { name: 'A Stranger', email: `stranger-${orderId}@example.org`, password: 'a long password of a stranger', locale: 'en' },
  })
  expect(answer.ok()).toBe(true)
  await stranger.goto(at(`/orders/${orderId}`))
  await expect(stranger.getByRole('heading', { name: says('payments.order.absent.title') })).toBeVisible()
  await stranger.goto(at('/platform/events'))
  await expect(stranger.getByText(says('payments.events.forbidden'))).toBeVisible()
  await page.goto(at('/admin'))
  await expect(page.getByRole('heading', { name: says('people.chooser.none.admin') })).toBeVisible()
  await other.close()
})
