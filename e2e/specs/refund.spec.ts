import { expect, test } from '../fixtures.ts'
import { adminOf, callAs, harbour } from '../staff.ts'

interface Seen {
  access: string
  payments: { id: string; state: string }[]
  refunds: { id: string | null; state: string }[]
}

test('who asks for their money back gets it, loses the course, and finds their place again when they buy once more', async ({
  page,
  browser,
  at,
  says,
  owns,
  call,
  control,
  isAccessible,
}) => {
  test.setTimeout(120_000)
  const orderId = await owns('sea-navigation')
  await page.goto(at('/learn/sea-navigation'))
  await page.getByRole('button', { name: says('lessons.markDone') }).click()
  await expect(page.getByText(says('lessons.isDone'), { exact: true })).toBeVisible()

  await page.goto(at(`/orders/${orderId}`))
  await expect(page.getByText(says('payments.wish.may'))).toBeVisible()
  await page.getByRole('button', { name: says('payments.wish.open') }).click()
  await page.getByLabel(says('payments.wish.note')).fill('It is too early for me.')
  await isAccessible()
  await page.getByRole('button', { name: says('payments.wish.act') }).click()
  await expect(page.getByText(says('payments.wish.asked'))).toBeVisible()
  await page.goto(at('/orders'))
  await expect(page.getByText(says('payments.refundState.asked'))).toBeVisible()
  await isAccessible()

  const read = () => call<Seen>('query', 'payments.orderById', { orderId })
  const { payments, refunds } = await read()
  const admin = await adminOf(browser, says('people.email.label'), says('people.signIn.act'))
  await admin.goto(`${harbour()}/admin/orders`)
  await callAs(admin, 'refunds.make', {
    paymentId: payments[0]?.id,
    refundId: refunds[0]?.id,
    amountMinor: 4900,
    requestKey: crypto.randomUUID(),
    note: 'Come back when you like.',
  })
  await admin.context().close()
  await expect.poll(async () => (await read()).access, { timeout: 20_000 }).toBe('closed')
  await page.goto(at(`/orders/${orderId}`))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(says('payments.phase.refunded.title'))
  await isAccessible()
  await page.goto(at('/learn/sea-navigation'))
  await expect(page.getByRole('button', { name: says('lessons.markDone') })).toHaveCount(0)

  await page.goto(at(`/orders/${orderId}`))
  await page.getByRole('link', { name: says('payments.order.buyAgain') }).click()
  await expect(page).toHaveURL(/\/checkout\/sea-navigation/)
  const card = page.getByRole('radio', { name: says('payments.provider.stripe') })
  await expect(page.getByRole('button', { name: /49/ })).toBeVisible()
  if (await card.count()) await card.check()
  await page.getByRole('button', { name: says('payments.checkout.pay') }).click()
  await expect(page).toHaveURL(/\/pay\//)
  await control('/pay', { sessionId: new URL(page.url()).pathname.split('/').at(-1) })
  await expect
    .poll(
      async () => {
        const { items } = await call<{ items: { state: string }[] }>('query', 'payments.myOrders', {})
        return items.filter(({ state }) => state === 'paid').length
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  await page.goto(at('/learning'))
  await expect(page.getByText('Three norths').first()).toBeVisible()
})
