import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { adminOf, harbour, iban, takesEverything } from '../staff.ts'

const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

/** A picture of a slip, drawn by the browser itself. */
async function slip(page: Page, words: string): Promise<Buffer> {
  const address = await page.evaluate((text) => {
    const canvas = document.createElement('canvas')
    canvas.width = 600
    canvas.height = 400
    const pen = canvas.getContext('2d')
    if (pen) {
      pen.fillStyle = '#fff'
      pen.fillRect(0, 0, 600, 400)
      pen.fillStyle = '#111'
      pen.font = '32px sans-serif'
      pen.fillText(text, 40, 120)
    }
    return canvas.toDataURL('image/jpeg')
  }, words)
  return Buffer.from(address.split(',')[1] ?? '', 'base64')
}

let admin: Page
test.beforeEach(async ({ browser, says }) => {
  admin = await adminOf(browser, says('people.email.label'), says('people.signIn.act'))
  await takesEverything(admin)
})
test.afterEach(() => admin.context().close())

test('a transfer is told, proved from a phone, and approved by keyboard; then the course is open', async ({
  page,
  at,
  says,
  join,
  newcomer,
  isAccessible,
}) => {
  test.setTimeout(120_000)
  await page.setViewportSize({ width: 390, height: 844 })
  await join()
  await page.goto(at('/checkout/sea-navigation'))
  await page.getByRole('radio', { name: says('payments.provider.bank_transfer') }).check()
  await page.getByRole('button', { name: says('payments.checkout.payByTransfer') }).click()
  await expect(page).toHaveURL(/\/orders\//)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(says('transfers.phase.waiting.title'))
  const details = page.getByRole('region', { name: says('transfers.details') })
  const reference = (await details.locator('bdi').first().textContent()) ?? ''
  expect(reference).toMatch(/^RF\d{2}( \d{4}){3}$/)
  await expect(details).toContainText('SO21 1000 0010 0100 0100 141')
  await isAccessible()

  await page.locator('input[type=file][multiple]').setInputFiles([
    { name: 'slip.jpg', mimeType: 'image/jpeg', buffer: await slip(page, `USD 49.00, ${reference}`) },
    { name: 'slip.pdf', mimeType: 'application/pdf', buffer: pdf },
  ])
  await expect(page.getByText(says('transfers.proof.sentList'))).toBeVisible()
  await expect(page.getByText('slip.pdf')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(says('transfers.phase.proof_sent.title'))
  await isAccessible()

  await admin.goto(`${harbour()}/admin/transfers?q=${encodeURIComponent(newcomer.email)}`)
  await expect(admin.getByRole('row').filter({ hasText: newcomer.name })).toHaveCount(1)
  await admin.keyboard.press('j')
  await admin.keyboard.press('Enter')
  const drawer = admin.getByRole('complementary')
  await expect(drawer.getByRole('img')).toBeVisible()
  await expect(drawer).toContainText('$49.00')
  await isAccessible(admin)
  await admin.keyboard.press('a')
  const amount = drawer.getByLabel(says('transfers.desk.approve.amount'))
  await expect(amount).toBeFocused()
  await expect(amount).toHaveValue('49.00')
  await isAccessible(admin)
  await admin.keyboard.press('Enter')
  await expect(admin.getByText(says('transfers.desk.told.approve')).first()).toBeVisible()

  await expect
    .poll(
      async () => {
        await page.reload()
        return page.getByRole('heading', { level: 1 }).textContent()
      },
      { timeout: 20_000 },
    )
    .toContain(newcomer.name.split(' ')[0] ?? '')
  await page.getByRole('link', { name: says('payments.order.start') }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What a chart tells you')
})

test('a bank statement matches a transfer by its reference, and undoing the import takes it back', async ({
  page,
  at,
  says,
  join,
  call,
  control,
  request,
  newcomer,
  isAccessible,
}) => {
  test.setTimeout(120_000)
  await join()
  const { courseId } = await call<{ courseId: string }>('query', 'marketplace.bySlug', { slug: 'sea-navigation' })
  const { orderId } = await call<{ orderId: string }>('mutation', 'payments.startCheckout', { courseId, provider: 'bank_transfer' })
  const { reference } = await call<{ reference: string }>('query', 'transfers.mine', { orderId })
  await control('/bank/credit', { iban, currency: 'USD', amount: 4900, remittance: reference, counterparty: newcomer.name })
  const day = (await control<{ bookings: { bookedOn: string }[] }>('/bank/state')).bookings.at(-1)?.bookedOn ?? ''
  const sandbox = process.env['E2E_SANDBOX'] ?? ''
  const file = await request.get(`${sandbox}/bank/${iban}/statement?format=camt053&currency=USD&from=${day}&to=${day}`)
  expect(file.ok(), await file.text()).toBe(true)

  await admin.goto(`${harbour()}/admin/transfers/statements`)
  await admin
    .locator('input[type=file]')
    .setInputFiles({ name: `${newcomer.email}.xml`, mimeType: 'application/xml', buffer: await file.body() })
  const line = admin.getByRole('listitem').filter({ hasText: reference })
  await expect(line.getByRole('checkbox')).toBeChecked()
  await expect(line).toContainText(says('transfers.statements.preview.exact'))
  await isAccessible(admin)
  await admin.getByRole('button', { name: says('transfers.statements.preview.act') }).click()
  await expect(admin.getByText(says('transfers.statements.done'))).toBeVisible()
  await expect
    .poll(async () => (await call<{ access: string }>('query', 'payments.orderById', { orderId })).access, { timeout: 20_000 })
    .toBe('open')

  const imported = admin.getByRole('listitem').filter({ hasText: `${newcomer.email}.xml` })
  await imported.getByRole('button').click()
  await admin.getByRole('dialog').getByRole('textbox').fill('The wrong file.')
  await isAccessible(admin)
  await admin
    .getByRole('dialog')
    .getByRole('button', { name: says('transfers.statements.list.undoAct') })
    .click()
  await expect(imported).toContainText(says('transfers.statements.list.undone'))
  await page.goto(at(`/orders/${orderId}`))
  await expect
    .poll(async () => (await call<{ access: string }>('query', 'payments.orderById', { orderId })).access, { timeout: 20_000 })
    .not.toBe('open')
})
