import type { Browser, BrowserContext, Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { textOf } from '../texts.ts'

const web = () => process.env['E2E_WEB'] ?? ''
const origin = (portal?: string) => (portal ? web().replace('//', `//${portal}.`) : web())

interface Seen {
  path: string
  portal?: string
  /** Pages whose first answer is meant to be an error. */
  absent?: boolean
}

/** Keeps what a page says in its console and whom it asks, other than us. */
function listen(page: Page): string[] {
  const heard: string[] = []
  const ours = new URL(web()).port
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource.*(401|403|404)/.test(message.text()))
      heard.push(`${page.url()} says ${message.text()}`)
  })
  page.on('pageerror', (error) => heard.push(`${page.url()} throws ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.port !== ours) heard.push(`${page.url()} asks ${url.host}`)
  })
  return heard
}

async function arrive(page: Page, { path, portal }: Seen): Promise<void> {
  await page.goto(origin(portal) + path)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

async function fits(page: Page, place: Seen): Promise<void> {
  await page.setViewportSize({ width: 320, height: 700 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect.soft(wide, `${place.path} is wider than a screen of 320 px`).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1280, height: 900 })
}

async function signedIn(browser: Browser, account: string, portal?: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.goto(`${origin(portal)}/sign-in`)
  await page.getByLabel(textOf('en', 'people.email.label')).fill(`${account}@demo.test`)
  await page.locator('input[type=password]').fill('edurise-demo-2026')
  await page.getByRole('button', { name: textOf('en', 'people.signIn.act') }).click()
  await expect(page).toHaveURL(`${origin(portal)}/`)
  await page.close()
  return context
}
type Check = (page?: Page) => Promise<void>

async function all(page: Page, places: Seen[], isAccessible: Check): Promise<void> {
  const heard = listen(page)
  for (const place of places) {
    await test.step(place.path, async () => {
      await arrive(page, place)
      await isAccessible(page)
      await fits(page, place)
    })
  }
  expect(heard).toEqual([])
}

test('every public page is accessible, narrow enough, quiet and asks nobody else', async ({ page, isAccessible, lessonOf }) => {
  test.setTimeout(120_000)
  const lesson = (title: string) => lessonOf('sea-navigation', title)
  await all(
    page,
    [
      { path: '/' },
      { path: '/courses' },
      { path: '/courses?q=rope&price=under_30&level=beginner' },
      { path: '/courses?q=zzzzzz' },
      { path: '/courses/sea-navigation' },
      { path: '/courses/first-aid-basics' },
      { path: '/courses/arabic-calligraphy-start' },
      { path: '/courses/no-such-course' },
      { path: '/no-such-page' },
      { path: '/sign-in' },
      { path: '/sign-up' },
      { path: '/forgot-password' },
      { path: '/reset-password' },
      { path: '/reset-password?token=none' },
      { path: '/verify-email' },
      { path: `/learn/sea-navigation/${await lesson('What a chart tells you')}` },
      { path: `/learn/sea-navigation/${await lesson('Finding your position from two bearings')}` },
      { path: `/learn/sea-navigation/${await lesson('Buoys that speak')}` },
      { path: '/', portal: 'harbour' },
      { path: '/courses', portal: 'harbour' },
      { path: '/courses/sea-navigation', portal: 'harbour' },
      { path: '/ar', portal: 'noor' },
      { path: '/so/courses/beeraha-yaryar', portal: 'noor' },
      { path: '/sign-in', portal: 'noor' },
    ],
    isAccessible,
  )
})

test('every page of a buyer and learner is accessible, narrow enough, quiet and asks nobody else', async ({
  page,
  isAccessible,
  owns,
  lessonOf,
  call,
}) => {
  test.setTimeout(120_000)
  await page.goto(`${web()}/sign-up`)
  const order = await owns('sea-navigation')
  const { invoices } = await call<{ invoices: { id: string }[] }>('query', 'payments.orderById', { orderId: order })
  const lesson = (title: string) => lessonOf('sea-navigation', title)
  await all(
    page,
    [
      { path: '/' },
      { path: '/learning' },
      { path: '/orders' },
      { path: `/orders/${order}` },
      { path: `/invoices/${invoices[0]?.id ?? ''}` },
      { path: '/orders/01a20a7b-b169-72a9-bddc-da31811e410a' },
      { path: '/checkout/knots-and-ropework' },
      { path: '/checkout/sea-navigation' },
      { path: '/account' },
      { path: '/courses/sea-navigation' },
      { path: `/learn/sea-navigation/${await lesson('Tides and the rule of twelfths')}` },
      { path: `/learn/sea-navigation/${await lesson('Finding your position from two bearings')}` },
      { path: `/learn/sea-navigation/${await lesson('Check: chart and compass')}` },
      { path: '/admin' },
      { path: '/platform/events' },
    ],
    isAccessible,
  )
})

test('every page of a school and of the platform is accessible, narrow enough, quiet and asks nobody else', async ({
  browser,
  owns,
  isAccessible,
}) => {
  test.setTimeout(120_000)
  const order = await owns('sea-navigation')
  await test.step('teaching', async () => {
    const context = await signedIn(browser, 'teacher', 'harbour')
    const page = await context.newPage()
    await all(page, [{ path: '/teach', portal: 'harbour' }], isAccessible)
    const href =
      (await page
        .getByRole('link', { name: /Coastal navigation/ })
        .first()
        .getAttribute('href')) ?? ''
    const course = /\/teach\/courses\/[^/?]+/.exec(href)?.[0] ?? ''
    await all(
      page,
      ['', '/settings', '/students'].map((part) => ({ path: course + part, portal: 'harbour' })),
      isAccessible,
    )
    await context.close()
  })
  await test.step('administration', async () => {
    const context = await signedIn(browser, 'admin', 'harbour')
    await all(
      await context.newPage(),
      [
        '/admin/orders',
        `/admin/orders/${order}`,
        '/admin/orders?view=needs_you',
        '/admin/refunds',
        '/admin/disputes',
        '/admin/reconciliation',
        '/admin/people',
        '/admin/mails',
      ].map((path) => ({ path, portal: 'harbour' })),
      isAccessible,
    )
    await context.close()
  })
  await test.step('platform', async () => {
    const context = await signedIn(browser, 'platform')
    const page = await context.newPage()
    const desks = ['events', 'reconciliation', 'reconciliation/runs', 'reconciliation/balance', 'tenants']
    await all(
      page,
      desks.map((desk) => ({ path: `/platform/${desk}` })),
      isAccessible,
    )
    await page.goto(`${web()}/platform/events`)
    const event = (await page.locator('tr[data-row] a').first().getAttribute('href')) ?? ''
    await all(page, [{ path: event }], isAccessible)
    await context.close()
  })
})

// English in the light is what the tests above look at.
for (const [language, prefix, theme] of [
  ['en', '', 'dark'],
  ['ar', '/ar', 'light'],
  ['ar', '/ar', 'dark'],
  ['so', '/so', 'light'],
  ['so', '/so', 'dark'],
] as const) {
  test(`the pages of the journey are accessible and narrow enough in ${language}, ${theme}`, async ({
    page,
    isAccessible,
    owns,
    lessonOf,
  }) => {
    test.setTimeout(120_000)
    await page.emulateMedia({ colorScheme: theme })
    const order = await owns('sea-navigation')
    const quiz = await lessonOf('sea-navigation', 'Check: chart and compass')
    await all(
      page,
      [
        prefix || '/',
        `${prefix}/courses`,
        `${prefix}/courses/sea-navigation`,
        `${prefix}/checkout/knots-and-ropework`,
        `${prefix}/orders/${order}`,
        `${prefix}/learning`,
        `${prefix}/learn/sea-navigation`,
        `${prefix}/learn/sea-navigation/${quiz}`,
        `${prefix}/orders`,
        `${prefix}/account`,
      ].map((path) => ({ path })),
      isAccessible,
    )
    await page.context().clearCookies()
    await all(page, [{ path: `${prefix}/sign-in` }, { path: `${prefix}/sign-up` }], isAccessible)
  })
}
