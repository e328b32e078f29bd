import { expect, test } from '../fixtures.ts'

test('a visitor joins a free course, makes an account on the way, and is in it at once', async ({
  page,
  says,
  at,
  fillSignUp,
  isAccessible,
}) => {
  await page.goto(at('/courses/first-aid-basics'))
  await page
    .getByRole('link', { name: says('marketplace.act.enrol') })
    .filter({ visible: true })
    .first()
    .click()
  await expect(page).toHaveURL(/\/sign-up\?next=/)
  await fillSignUp()

  await expect(page).toHaveURL(/\/learn\/first-aid-basics\//)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Safe, look, call')
  await isAccessible()

  await page.goto(at('/learning'))
  await expect(page.getByText('First aid basics').first()).toBeVisible()
  await page.goto(at('/orders'))
  await expect(page.getByRole('listitem').filter({ hasText: 'First aid basics' })).toContainText(says('ui.free'))
})

test('somebody signed in joins a free course with one press', async ({ page, says, at, join }) => {
  await join()
  await page.goto(at('/courses/first-aid-basics'))
  const enrol = page
    .getByRole('link', { name: says('marketplace.act.enrol') })
    .filter({ visible: true })
    .first()
  // The page has found out who reads it
  await expect(enrol).toHaveAttribute('href', /^(\/ar|\/so)?\/courses\/first-aid-basics\?enrol=1$/)
  await enrol.click()
  await expect(page).toHaveURL(/\/learn\/first-aid-basics\//)
})
