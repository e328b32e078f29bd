import { expect, test } from '../fixtures.ts'

test('a visitor finds a course, buys it, learns, and has order, invoice and receipt', async ({
  page,
  says,
  at,
  newcomer,
  mailsTo,
  isAccessible,
  fillSignUp,
  language,
}) => {
  // Finds
  await page.goto(at('/'))
  await page.getByRole('searchbox').first().fill('navigation')
  await page.getByRole('searchbox').first().press('Enter')
  await expect(page).toHaveURL(/\/courses\?.*q=navigation/)
  await page
    .getByRole('link', { name: /Coastal navigation/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/courses\/sea-navigation/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Coastal navigation')

  // Wants to buy, has no account, and keeps the intention
  await page
    .getByRole('link', { name: says('marketplace.act.buy') })
    .filter({ visible: true })
    .first()
    .click()
  await expect(page).toHaveURL(/sign-(in|up)/)
  if (page.url().includes('sign-in')) await page.getByRole('link', { name: says('people.signIn.make') }).click()
  await fillSignUp()

  // Checkout, on one page
  await expect(page).toHaveURL(/\/checkout\/sea-navigation/)
  await expect(page.getByText(newcomer.email)).toBeVisible()
  await isAccessible()
  await page.getByRole('button', { name: /49/ }).click()

  // The partner's page
  await expect(page).toHaveURL(/\/pay\//)
  await page.locator('form button[type=submit]').first().click()

  // Back, and the course opens by itself
  await expect(page).toHaveURL(/\/orders\//)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(newcomer.name.split(' ')[0] ?? '', { timeout: 20_000 })
  await isAccessible()
  const order = page.url()
  await page.getByRole('link', { name: says('payments.order.start') }).click()

  // Learns: the first lesson, done, the next one
  await expect(page).toHaveURL(/\/learn\/sea-navigation/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What a chart tells you')
  await isAccessible()
  await page.getByRole('button', { name: says('lessons.markDone') }).click()
  await page
    .getByRole('link', { name: says('lessons.next') })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Three norths')

  // Comes back to the place
  await page.goto(at('/learning'))
  await expect(page.getByText('Three norths').first()).toBeVisible()

  // Order, invoice, receipt
  await page.goto(order)
  await page
    .getByRole('link', { name: /HARBOUR-\d{4}-\d+/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/invoices\//)
  await expect(page.locator('body')).toContainText('Coastal navigation')
  const mails = await mailsTo(newcomer.email, 2)
  const receipt = mails.find(({ text }) => text.includes('49'))
  expect(receipt?.copies).toBe(1)
  if (language === 'ar') expect(receipt?.html).toContain('dir="rtl"')
})
