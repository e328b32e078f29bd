import { expect, test } from '../fixtures.ts'
import { textOf, type Language } from '../texts.ts'

test.use({ javaScriptEnabled: false })

const web = () => process.env['E2E_WEB'] ?? ''
const harbour = () => web().replace('//', '//harbour.')
const prefixes: Record<Language, string> = { en: '', ar: '/ar', so: '/so' }

for (const [language, prefix] of Object.entries(prefixes) as [Language, string][]) {
  const says = (key: string) => textOf(language, key)

  test(`without scripts, a visitor finds and reads a course in ${language}`, async ({ page }) => {
    await page.goto(web() + (prefix || '/'))
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(says('marketplace.home.title'))
    await page.getByRole('searchbox').filter({ visible: true }).first().fill('knots')
    await page.getByRole('searchbox').filter({ visible: true }).first().press('Enter')
    await expect(page).toHaveURL(new RegExp(`^${web()}${prefix}/courses\\?q=knots`))
    await expect(page.getByRole('link', { name: /Knots and ropework/ }).first()).toBeVisible()

    // Filters are links, and their state is in the address
    await page.goto(`${web()}${prefix}/courses`)
    const all = await page.locator('main ol > li').count()
    expect(all).toBeGreaterThanOrEqual(8)
    await page
      .getByRole('link', { name: says('marketplace.price.free') })
      .first()
      .click()
    await expect(page).toHaveURL(/price=free/)
    await expect(page.locator('main ol > li')).toHaveCount(2)
    await page.getByRole('link', { name: says('marketplace.clear') }).click()
    await expect(page.locator('main ol > li')).toHaveCount(all)

    await page.goto(`${web()}${prefix}/courses/sea-navigation`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Coastal navigation: chart, compass, tide')
    await expect(page.getByRole('heading', { name: 'Ines Calder' })).toBeVisible()
    for (const part of ['outcomes', 'lessons'])
      await expect(page.getByRole('heading', { name: says(`marketplace.course.${part}`) }).first()).toBeVisible()
    await expect(page.getByText('Three norths: true, magnetic, compass').first()).toBeVisible()
    await expect(page.getByText(says('marketplace.card.refund')).filter({ visible: true }).first()).toBeVisible()
    const buy = page.getByRole('link', { name: says('marketplace.act.buy') }).first()
    await expect(buy).toHaveAttribute('href', `${prefix}/checkout/sea-navigation`)
  })

  test(`a course page tells search engines what it is in ${language}`, async ({ page }) => {
    const address = `${web()}${prefix}/courses/sea-navigation`
    await page.goto(address)
    await expect(page).toHaveTitle(/Coastal navigation/)
    const content = (selector: string) => page.locator(selector).getAttribute('content')
    expect((await content('meta[name=description]'))?.length).toBeGreaterThan(50)
    expect(await content('meta[property="og:title"]')).toContain('Coastal navigation')
    expect(await content('meta[property="og:description"]')).toBeTruthy()
    expect(await content('meta[property="og:url"]')).toBe(address)
    await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', address)
    for (const [other, path] of Object.entries(prefixes))
      await expect(page.locator(`link[rel=alternate][hreflang=${other}]`)).toHaveAttribute('href', `${web()}${path}/courses/sea-navigation`)
    await expect(page.locator('link[rel=alternate][hreflang=x-default]')).toHaveCount(1)

    const data = (await page.locator('script[type="application/ld+json"]').allTextContents()).flatMap((text) => JSON.parse(text))
    const found = data.flatMap((one) => one['@graph'] ?? [one])
    const course = found.find((one) => one['@type'] === 'Course')
    const offer = [course.offers].flat()[0]
    expect(course.name).toContain('Coastal navigation')
    expect(course.inLanguage).toBe('en')
    expect(String(offer.price)).toMatch(/^49(\.00)?$/)
    expect(offer.priceCurrency).toBe('USD')
    expect(found.some((one) => one['@type'] === 'BreadcrumbList')).toBe(true)

    const picture = await page.request.get((await content('meta[property="og:image"]')) ?? '')
    expect([picture.status(), picture.headers()['content-type']]).toEqual([200, 'image/png'])
  })

  test(`an unknown page and an unknown course say so and lead on in ${language}`, async ({ page }) => {
    for (const path of ['/no-such-page', '/courses/no-such-course']) {
      const answer = await page.goto(web() + prefix + path)
      expect(answer?.status(), path).toBe(404)
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('main').getByRole('link').first()).toBeVisible()
    }
  })
}

test('a portal stands in its own name, with its own courses only', async ({ page }) => {
  await page.goto(harbour())
  await expect(page).toHaveTitle(/Harbour/)
  await expect(page.getByRole('link', { name: /Coastal navigation/ }).first()).toBeVisible()
  await page.goto(`${harbour()}/courses`)
  await expect(page.getByRole('link', { name: /Knots and ropework/ }).first()).toBeVisible()
  await expect(page.getByRole('link', { name: /Beeraha yaryar/ })).toHaveCount(0)
  const answer = await page.goto(`${harbour()}/courses/beeraha-yaryar`)
  expect(answer?.status()).toBe(404)
  await page.goto(`${harbour()}/courses/sea-navigation`)
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${web()}/courses/sea-navigation`)
})

test('search engines are given a map of every course in every language, and no door to what is private', async ({ page }) => {
  const map = await page.request.get(`${web()}/sitemap.xml`)
  expect([map.status(), map.headers()['content-type']]).toEqual([200, expect.stringContaining('xml')])
  const places = [...(await map.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => place)
  for (const prefix of Object.values(prefixes)) expect(places).toContain(`${web()}${prefix}/courses/sea-navigation`)
  const courses = places.filter((place) => place?.includes('/courses/')).length
  expect([courses % 3, courses >= 8 * 3]).toEqual([0, true])
  const robots = await page.request.get(`${web()}/robots.txt`)
  expect(robots.status()).toBe(200)
  expect(await robots.text()).toContain(`Sitemap: ${web()}/sitemap.xml`)
  expect(await robots.text()).toContain('Disallow: /checkout/')
})
