import type { Browser, Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'

const web = () => process.env['E2E_WEB'] ?? ''
const harbour = () => web().replace('//', '//harbour.')

interface Paid {
  session: string
  client_reference_id: string | null
  customer_email: string | null
}

/** A browser of their own in which one of the demo's people is signed in. */
async function desk(browser: Browser, account: 'teacher' | 'admin' | 'platform', label: RegExp, act: RegExp): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(`${web()}/sign-in`)
  await page.getByLabel(label).fill(`${account}@demo.test`)
  await page.locator('input[type=password]').fill('edurise-demo-2026')
  await page.getByRole('button', { name: act }).click()
  await expect(page).toHaveURL(`${web()}/`)
  return page
}

/** Chooses from the menu of the account. */
async function choose(page: Page, menu: RegExp, link: RegExp): Promise<void> {
  await page.locator('summary', { hasText: menu }).click()
  await page.getByRole('link', { name: link }).filter({ visible: true }).click()
}

test('after a sale the teacher, the school and the platform see it, and a refund in the provider’s dashboard takes it back everywhere', async ({
  page,
  browser,
  says,
  at,
  owns,
  newcomer,
  control,
  isAccessible,
  mailsTo,
}) => {
  test.setTimeout(120_000)
  const orderId = await owns('sea-navigation')
  await page.goto(at('/learn/sea-navigation'))
  await page.getByRole('button', { name: says('lessons.markDone') }).click()
  await expect(page.getByText(says('lessons.isDone'), { exact: true })).toBeVisible()
  const signIn = [says('people.email.label'), says('people.signIn.act')] as const

  await test.step('the teacher sees the new student and how far they are', async () => {
    const teacher = await desk(browser, 'teacher', ...signIn)
    await choose(teacher, says('ui.menu.account'), says('ui.menu.teachAt'))
    await expect(teacher).toHaveURL(`${harbour()}/teach`)
    await teacher.getByRole('listitem').filter({ hasText: 'Coastal navigation' }).getByRole('link').last().click()
    await expect(teacher).toHaveURL(/\/students$/)
    const student = teacher.locator('li, tr').filter({ hasText: newcomer.email })
    await expect(student).toContainText(newcomer.name)
    await expect(student).toContainText(/1.{1,6}10/)
    await isAccessible(teacher)
    await teacher.context().close()
  })

  const admin = await desk(browser, 'admin', ...signIn)
  const drawer = admin.getByRole('complementary', { name: says('payments.desk.order') })
  await test.step('the school sees the order, and money, access and paper agree', async () => {
    await choose(admin, says('ui.menu.account'), says('ui.menu.adminOf'))
    await expect(admin).toHaveURL(`${harbour()}/admin/orders`)
    await admin.getByRole('searchbox', { name: says('payments.desk.search.label') }).fill(newcomer.email)
    await expect(admin).toHaveURL(/q=newcomer/)
    const row = admin.getByRole('row').filter({ hasText: newcomer.name })
    await expect(row).toHaveCount(1)
    await expect(row).toContainText(says('payments.desk.state.paid'))
    await row.getByRole('link').click()
    await expect(admin).toHaveURL(new RegExp(`/admin/orders/${orderId}`))
    await expect(drawer.getByText(says('payments.desk.agree'))).toBeVisible()
    await expect(drawer).toContainText(newcomer.email)
    for (const event of [
      'order_created',
      'payment_created',
      'money_captured',
      'access_opened',
      'invoice_issued',
      'lesson_opened',
      'mail_sent',
    ])
      await expect(drawer.getByText(says(`payments.desk.event.${event}`)).first()).toBeVisible()
    await isAccessible(admin)
  })

  const { items } = await control<{ items: Paid[] }>('/payments.json?limit=10000')
  const paid = items.find(({ customer_email }) => customer_email === newcomer.email)

  await test.step('the platform sees what the provider has told', async () => {
    const platform = await desk(browser, 'platform', ...signIn)
    await choose(platform, says('ui.menu.account'), says('ui.menu.platform'))
    await expect(platform).toHaveURL(`${web()}/platform/events`)
    const row = platform.getByRole('listitem').filter({ hasText: 'checkout.session.completed' }).first()
    await expect(row).toContainText('Harbour Academy')
    await row.getByRole('link').click()
    const body = platform.getByRole('region', { name: says('payments.events.body') })
    await expect(body).toContainText('"checkout.session"')
    await expect(platform.getByRole('complementary').getByText(says('payments.events.state.done'))).toBeVisible()
    await isAccessible(platform)
    await platform.context().close()
  })

  await test.step('the money goes back, and with it access and paper', async () => {
    await control(`/payments/${paid?.session ?? ''}/refund`, {})
    await page.goto(at(`/orders/${orderId}`))
    await expect
      .poll(
        async () => {
          await page.reload()
          return page.getByRole('heading', { level: 1 }).textContent()
        },
        { timeout: 20_000 },
      )
      .toMatch(says('payments.phase.refunded.title'))
    await expect(page.getByRole('link', { name: /HARBOUR-/ })).toHaveCount(2)
    await isAccessible()
    await page.goto(at('/learn/sea-navigation'))
    await expect(page.getByRole('button', { name: says('lessons.markDone') })).toHaveCount(0)
    await page.goto(at('/courses/sea-navigation'))
    await expect(
      page
        .getByRole('link', { name: says('marketplace.act.buy') })
        .filter({ visible: true })
        .first(),
    ).toBeVisible()

    await admin.reload()
    await expect(drawer.getByText(says('payments.desk.agree'))).toBeVisible()
    await expect(drawer.getByText(says('payments.desk.paper.credited')).first()).toBeVisible()
    await expect(drawer.getByText(says('payments.desk.access.closed')).first()).toBeVisible()
    await expect(drawer.getByText(says('payments.desk.event.money_refunded')).first()).toBeVisible()
    const subjects = (await mailsTo(newcomer.email, 3)).map(({ copies }) => copies)
    expect(subjects.every((copies) => copies === 1)).toBe(true)
    await admin.context().close()
  })
})
