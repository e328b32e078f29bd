import { readFile } from 'node:fs/promises'
import type { Browser, Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { adminOf, harbour } from '../staff.ts'

const web = () => process.env['E2E_WEB'] ?? ''

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
    const row = platform.getByRole('row').filter({ hasText: 'checkout.session.completed' }).first()
    await expect(row).toContainText('Harbour Academy')
    await row.getByRole('link').click()
    const body = platform.getByRole('region', { name: says('payments.events.body') })
    await expect(body).toContainText('"checkout.session"')
    const event = platform.getByRole('complementary')
    await expect(event.getByText(says('payments.events.state.done'))).toBeVisible()
    await expect(event.getByText(says('payments.events.trust.signature'))).toBeVisible()
    await isAccessible(platform)
    await event.getByRole('button', { name: says('payments.events.replay') }).click()
    await platform
      .getByRole('dialog')
      .getByRole('button', { name: says('payments.events.replay') })
      .click()
    await expect(event.getByText(says('payments.events.replayed'))).toBeVisible()
    await expect(event.getByText(says('payments.events.fact.replayed'))).toBeVisible()
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
    for (const paper of [/HARBOUR-20/, /HARBOUR-CN-20/]) await expect(page.getByRole('link', { name: paper }).first()).toBeVisible()
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

test('the school returns a part and then the rest from the drawer, and keys and addresses lead through the desks', async ({
  browser,
  says,
  owns,
  newcomer,
  isAccessible,
}) => {
  test.setTimeout(120_000)
  const orderId = await owns('sea-navigation')
  const admin = await adminOf(browser, says('people.email.label'), says('people.signIn.act'))
  await admin.goto(`${harbour()}/admin/orders?q=${encodeURIComponent(newcomer.email)}`)
  const drawer = admin.getByRole('complementary', { name: says('payments.desk.order') })
  await expect(admin.getByRole('row').filter({ hasText: newcomer.name })).toHaveCount(1)
  await admin.keyboard.press('j')
  await admin.keyboard.press('Enter')
  await expect(admin).toHaveURL(new RegExp(`/admin/orders/${orderId}`))
  await expect(drawer).toBeFocused()
  const dialog = admin.getByRole('dialog')
  const refund = drawer.getByRole('button', { name: says('refunds.open') })

  await test.step('a part: access stays, and the invoice has its credit note', async () => {
    await refund.click()
    await dialog.getByRole('radio', { name: says('refunds.dialog.mode.amount') }).check()
    await dialog.getByLabel(says('refunds.dialog.amount')).fill('60')
    await expect(dialog.getByText(says('refunds.dialog.tooLarge'))).toBeVisible()
    await dialog.getByLabel(says('refunds.dialog.amount')).fill('9')
    await expect(dialog.getByText(says('refunds.effect.access.keeps'))).toBeVisible()
    await isAccessible(admin)
    await dialog.getByRole('button', { name: /9\.00/ }).dblclick()
    await expect(dialog).toBeHidden()
    await expect(drawer.getByText(says('refunds.means.succeeded'))).toBeVisible({ timeout: 40_000 })
    await expect(drawer.getByText(says('refunds.means.succeeded'))).toHaveCount(1)
    await expect(drawer.getByText(says('payments.desk.agree'))).toBeVisible()
    await expect(drawer.getByRole('link', { name: says('payments.desk.paperKind.credit_note') })).toHaveAttribute('href', /document\.pdf$/)
  })

  await test.step('the rest: the course closes', async () => {
    await refund.click()
    await expect(dialog.getByText(says('refunds.effect.access.ends'))).toBeVisible()
    await dialog.getByRole('button', { name: /40\.00/ }).click()
    await expect(drawer.getByText(says('refunds.means.succeeded'))).toHaveCount(2, { timeout: 40_000 })
    await expect(drawer.getByText(says('payments.desk.access.closed')).first()).toBeVisible()
    await expect(refund).toHaveCount(0)
  })

  await test.step('Escape closes the drawer and gives the focus back, and the list is read as a file', async () => {
    await admin.keyboard.press('Escape')
    await expect(drawer).toHaveCount(0)
    await expect(admin.getByRole('row').filter({ hasText: newcomer.name }).getByRole('link')).toBeFocused()
    const [file] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('link', { name: says('ui.desk.export') }).click()])
    expect(file.suggestedFilename()).toMatch(/^orders-.*\.csv$/)
    expect(await readFile(await file.path(), 'utf8')).toContain(newcomer.email)
  })
  await admin.context().close()
})

test('a dispute is answered once, with what the school has written', async ({ browser, says, owns, newcomer, control, isAccessible }) => {
  test.setTimeout(120_000)
  await owns('sea-navigation')
  const { items } = await control<{ items: Paid[] }>('/payments.json?limit=10000')
  const paid = items.find(({ customer_email }) => customer_email === newcomer.email)
  await control(`/payments/${paid?.session ?? ''}/dispute`, { reason: 'product_not_received' })
  const admin = await adminOf(browser, says('people.email.label'), says('people.signIn.act'))
  await admin.goto(`${harbour()}/admin/disputes`)
  const row = admin.getByRole('row').filter({ hasText: newcomer.name })
  await expect(async () => {
    await admin.reload()
    await expect(row.last()).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  await admin.goto(`${harbour()}/admin/orders?view=disputed&q=${encodeURIComponent(newcomer.email)}`)
  await admin.getByRole('row').filter({ hasText: newcomer.name }).getByRole('link').click()
  await admin
    .getByRole('complementary')
    .getByRole('link', { name: says('disputes.answer') })
    .click()
  const drawer = admin.getByRole('complementary', { name: says('disputes.one') })
  await expect(drawer.getByText(says('disputes.reason.not_received'))).toBeVisible()
  const log = drawer.getByLabel(says('disputes.evidence.accessLog'))
  await expect(log).toHaveValue(new RegExp(newcomer.email))
  await isAccessible(admin)

  await log.fill('Opened the first lesson on the day of the sale.')
  await expect(drawer.getByText(says('disputes.evidence.kept'))).toBeVisible()
  await admin.reload()
  await expect(log).toHaveValue('Opened the first lesson on the day of the sale.')
  await drawer.getByRole('button', { name: says('disputes.evidence.submit') }).click()
  await isAccessible(admin)
  await admin
    .getByRole('dialog')
    .getByRole('button', { name: says('disputes.submit.act') })
    .click()
  await expect(log).toHaveCount(0)
  await expect(drawer.getByText('Opened the first lesson on the day of the sale.')).toBeVisible()
  await isAccessible(admin)
  await admin.context().close()
})

test('the school gives a course with a reason, and takes it back; what was bought stays open', async ({
  page,
  browser,
  at,
  says,
  owns,
  newcomer,
  isAccessible,
}) => {
  test.setTimeout(120_000)
  await owns('sea-navigation')
  const admin = await adminOf(browser, says('people.email.label'), says('people.signIn.act'))
  await admin.goto(`${harbour()}/admin/people?q=${encodeURIComponent(newcomer.email)}`)
  await admin.getByRole('row').filter({ hasText: newcomer.email }).getByRole('link').click()
  const drawer = admin.getByRole('complementary', { name: says('people.desk.person') })
  const dialog = admin.getByRole('dialog')

  await drawer.getByRole('button', { name: says('enrolments.access.give') }).click()
  await dialog.getByRole('searchbox').fill('navigation')
  await dialog.getByRole('radio', { name: /Coastal navigation/ }).check()
  await dialog.getByRole('button', { name: says('enrolments.access.grant.act') }).click()
  await expect(dialog.getByText(says('enrolments.access.grant.reasonNeeded'))).toBeVisible()
  await isAccessible(admin)
  await dialog.getByLabel(says('enrolments.access.reason')).fill('Won in the harbour race')
  await dialog.getByRole('button', { name: says('enrolments.access.grant.act') }).click()
  await expect(drawer.getByText('Won in the harbour race').first()).toBeVisible()
  await expect(drawer.getByText(says('people.desk.event.access_given'))).toBeVisible()
  await isAccessible(admin)

  await drawer.getByRole('button', { name: says('enrolments.access.take') }).click()
  await dialog.getByLabel(says('enrolments.access.reason')).fill('Given to the wrong person')
  await dialog.getByRole('button', { name: says('enrolments.access.revoke.act') }).click()
  await expect(drawer.getByText('Given to the wrong person').first()).toBeVisible()
  await expect(drawer.getByRole('button', { name: says('enrolments.access.take') })).toHaveCount(0)
  await admin.context().close()
  await page.goto(at('/learn/sea-navigation'))
  await expect(page.getByRole('button', { name: says('lessons.markDone') })).toBeVisible()
})
