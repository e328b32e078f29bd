import { expect, test } from '../fixtures.ts'

test('a new address is confirmed by the link in the mail', async ({ page, says, at, newcomer, fillSignUp, mailsTo, isAccessible }) => {
  await page.goto(at('/sign-up'))
  await fillSignUp()
  await expect(page).toHaveURL(at('/'))
  await page.goto(at('/learning'))
  await expect(page.getByText(says('ui.verify.text'))).toBeVisible()

  const [mail] = await mailsTo(newcomer.email)
  expect(mail?.copies).toBe(1)
  const link = mail?.links.find((one) => one.includes('verify-email'))
  await page.goto(link ?? '')
  await expect(page.getByRole('heading', { name: says('people.verify.done') })).toBeVisible()
  await isAccessible()
  await page.goto(at('/account'))
  await expect(page.getByText(says('people.account.verified')).first()).toBeVisible()
  await expect(page.getByText(says('ui.verify.text'))).toHaveCount(0)

  // A mail program may have been there first: what is confirmed stays so, and what was made up is nothing
  await page.context().clearCookies()
  await page.goto(link ?? '')
  await expect(page.getByRole('heading', { name: says('people.verify.done') })).toBeVisible()
  await page.goto(at('/verify-email?token=made-up'))
  await expect(page.getByRole('heading', { name: says('people.verify.expired') })).toBeVisible()
})

test('a forgotten password is replaced through the mail, and every session from before ends', async ({
  page,
  browser,
  says,
  at,
  join,
  mailsTo,
  isAccessible,
}) => {
  const { email, password } = await join()
  const other = await browser.newContext()
  const elsewhere = await other.newPage()

  await elsewhere.goto(at('/sign-in'))
  await elsewhere.getByLabel(says('people.email.label')).fill(email)
  await elsewhere.getByRole('link', { name: says('people.signIn.forgot') }).click()
  await expect(elsewhere.getByLabel(says('people.email.label'))).toHaveValue(email)
  await elsewhere.getByRole('button', { name: says('people.forgot.act') }).click()
  await expect(elsewhere.getByRole('heading', { name: says('people.forgot.sent') })).toBeVisible()
  await isAccessible(elsewhere)

  const link = (await mailsTo(email, 2)).flatMap(({ links }) => links).find((one) => one.includes('reset-password'))
  await elsewhere.goto(link ?? '')
  await elsewhere.getByLabel(says('people.password.new')).first().fill('short')
  await elsewhere.getByRole('button', { name: says('people.reset.act') }).click()
  await expect(elsewhere.getByRole('textbox', { name: says('people.password.new') })).toHaveAttribute('aria-invalid', 'true')
  await elsewhere.getByLabel(says('people.password.new')).first().fill('another long password of mine')
  await elsewhere.getByRole('button', { name: says('people.reset.act') }).click()
  await expect(elsewhere.getByText(says('people.reset.done'))).toBeVisible()

  // Who was signed in before is not any more
  await page.goto(at('/learning'))
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel(says('people.email.label')).fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.getByRole('button', { name: says('people.signIn.act') }).click()
  await expect(page.getByText(says('errors.CREDENTIALS_WRONG'))).toBeVisible()
  await page.locator('input[type=password]').fill('another long password of mine')
  await page.getByRole('button', { name: says('people.signIn.act') }).click()
  await expect(page).toHaveURL(at('/learning'))

  // The link worked once
  await elsewhere.goto(link ?? '')
  await elsewhere.getByLabel(says('people.password.new')).first().fill('yet another long password')
  await elsewhere.getByRole('button', { name: says('people.reset.act') }).click()
  await expect(elsewhere.getByRole('heading', { name: says('people.reset.expired') })).toBeVisible()
  await other.close()
})

test('the list of devices signs another one out, and signing out ends this one', async ({
  page,
  browser,
  says,
  at,
  join,
  isAccessible,
}) => {
  const { email, password } = await join()
  const other = await browser.newContext({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  })
  const phone = await other.newPage()
  await phone.goto(at('/sign-in'))
  await phone.getByLabel(says('people.email.label')).fill(email)
  await phone.locator('input[type=password]').fill(password)
  await phone.getByRole('button', { name: says('people.signIn.act') }).click()
  await expect(phone).toHaveURL(at('/'))

  await page.goto(at('/account'))
  await expect(page.getByText(says('people.devices.here'))).toBeVisible()
  await isAccessible()
  await page.getByRole('button', { name: /Safari.*iPhone/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(says('people.devices.endText'))
  await isAccessible()
  await dialog.getByRole('button', { name: says('people.devices.end') }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: /Safari.*iPhone/ })).toHaveCount(0)
  await phone.goto(at('/learning'))
  await expect(phone).toHaveURL(/\/sign-in\?next=/)

  await page.locator('summary', { hasText: says('ui.menu.account') }).click()
  await page
    .getByRole('button', { name: says('ui.menu.signOut') })
    .filter({ visible: true })
    .click()
  await expect(page.getByRole('link', { name: says('ui.menu.signIn') }).filter({ visible: true })).toBeVisible()
  await page.goto(at('/learning'))
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await other.close()
})
