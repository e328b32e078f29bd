import { expect, test } from '../fixtures.ts'
import { adminOf, takesEverything } from '../staff.ts'

test.beforeEach(async ({ browser, says }) => {
  const admin = await adminOf(browser, says('people.email.label'), says('people.signIn.act'))
  await takesEverything(admin)
  await admin.context().close()
})

test('whoever agrees at PayPal is charged once and let in', async ({ page, at, says, join, newcomer, call, isAccessible, mailsTo }) => {
  await join()
  await page.goto(at('/checkout/sea-navigation'))
  await page.getByRole('radio', { name: /PayPal/ }).check()
  await isAccessible()
  await page.getByRole('button', { name: says('payments.checkout.payWithPaypal') }).click()
  await expect(page).toHaveURL(/paypal/)
  await page.locator('button[value=approved]').click()
  await expect(page).toHaveURL(/\/orders\//)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(newcomer.name.split(' ')[0] ?? '', { timeout: 20_000 })
  const orderId = new URL(page.url()).pathname.split('/').at(-1)
  const { payments } = await call<{ payments: { state: string; capturedMinor: number }[] }>('query', 'payments.orderById', { orderId })
  expect(payments).toMatchObject([{ state: 'paid', capturedMinor: 4900 }])
  await isAccessible()
  const mails = await mailsTo(newcomer.email, 2)
  expect(mails.every(({ copies }) => copies === 1)).toBe(true)
})

test('whoever turns back at PayPal has paid nothing, reads so, and can pay another way', async ({ page, at, says, join }) => {
  await join()
  await page.goto(at('/checkout/sea-navigation'))
  await page.getByRole('radio', { name: /PayPal/ }).check()
  await page.getByRole('button', { name: says('payments.checkout.payWithPaypal') }).click()
  await page.locator('button[value=cancelled]').click()
  await expect(page).toHaveURL(/\/checkout\/sea-navigation/)
  await expect(page.getByText(says('payments.begun.untouched.title'))).toBeVisible()
  await expect(page.getByRole('radio', { name: /PayPal/ })).toBeChecked()
  await page.getByRole('radio', { name: says('payments.provider.stripe') }).check()
  await page.getByRole('button', { name: says('payments.checkout.pay') }).click()
  await page.locator('form button[type=submit]').first().click()
  await expect(page).toHaveURL(/\/orders\//)
  await expect(page.getByRole('link', { name: says('payments.order.start') })).toBeVisible({ timeout: 20_000 })
})

test('a browser that closes right after agreeing at PayPal does not matter: the course opens all the same', async ({
  page,
  at,
  says,
  join,
  call,
  control,
}) => {
  await join()
  const { courseId } = await call<{ courseId: string }>('query', 'marketplace.bySlug', { slug: 'sea-navigation' })
  const { orderId, url } = await call<{ orderId: string; url: string }>('mutation', 'payments.startCheckout', {
    courseId,
    provider: 'paypal',
  })
  const paypalId = new URL(url).searchParams.get('token') ?? new URL(url).pathname.split('/').at(-1)
  await control(`/paypal/orders/${paypalId}/approve`, {})
  await expect
    .poll(async () => (await call<{ access: string }>('query', 'payments.orderById', { orderId })).access, { timeout: 30_000 })
    .toBe('open')
  await page.goto(at(`/orders/${orderId}`))
  await expect(page.getByRole('link', { name: says('payments.order.start') })).toBeVisible()
})
