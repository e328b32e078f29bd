import { expect, type Browser, type Page } from '@playwright/test'

export const harbour = (): string => (process.env['E2E_WEB'] ?? '').replace('//', '//harbour.')

/** A browser of their own in which the demo's administrator is signed in at the school. */
export async function adminOf(browser: Browser, label: RegExp, act: RegExp): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(`${harbour()}/sign-in`)
  await page.getByLabel(label).fill('admin@demo.test')
  await page.locator('input[type=password]').fill('edurise-demo-2026')
  await page.getByRole('button', { name: act }).click()
  await expect(page).toHaveURL((url) => !url.pathname.endsWith('/sign-in'))
  return page
}

/** Calls the API of the school as the person whose page it is: only the browser knows the school's host. */
export async function callAs(page: Page, procedure: string, input: object): Promise<void> {
  const status = await page.evaluate(
    async ([name, body]) =>
      (
        await fetch(`/api/v1/trpc/${name}`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', 'x-edurise': '1' },
        })
      ).status,
    [procedure, input] as const,
  )
  expect(status, procedure).toBe(200)
}

export const iban = 'SO211000001001000100141'

/** The school takes PayPal and bank transfers, as its administrator would switch them on. */
export async function takesEverything(admin: Page): Promise<void> {
  await callAs(admin, 'transfers.saveAccount', { currency: 'USD', holder: 'Harbour Academy', bankName: 'Juba Coast Bank', iban })
  for (const provider of ['paypal', 'bank_transfer'])
    await callAs(admin, 'payments.switchMethod', { currency: 'USD', provider, enabled: true })
}
