import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { textOf, type Language } from './texts.ts'

export interface Look {
  language: Language
  size: 'desktop' | 'phone'
  theme: 'light' | 'dark'
}

export interface Mail {
  subject: string
  text: string
  html: string
  links: string[]
  copies: number
}

export interface Newcomer {
  name: string
  email: string
  password: string
}

interface Fixtures {
  /** What the app says under a key, in the language of the project. */
  says: (key: string) => RegExp
  /** Address of a page in the language of the project; on a portal when one is named. */
  at: (path: string, portal?: string) => string
  /** Somebody nobody knows yet. */
  newcomer: Newcomer
  signIn: (account: 'student' | 'teacher' | 'admin' | 'platform', at?: { portal?: string; path?: string }) => Promise<void>
  /** Mails to an address, once there are at least so many. */
  mailsTo: (address: string, count?: number) => Promise<Mail[]>
  /** Fails with what an accessibility check finds on the page. */
  isAccessible: (page?: Page) => Promise<void>
  /** Does something in the provider's dashboard, or reads from it. */
  control: <Answer>(path: string, body?: object) => Promise<Answer>
  /** Calls the API as the person that the page has signed in. */
  call: <Answer>(kind: 'query' | 'mutation', procedure: string, input: object) => Promise<Answer>
  /** Makes the newcomer an account and signs the page in, without the form. */
  join: () => Promise<Newcomer>
  /** Fills in the form that makes an account. */
  fillSignUp: (page?: Page) => Promise<void>
  /** The newcomer has an account and owns the course: bought, or enrolled when it is free. Gives the id of the order. */
  owns: (slug: string) => Promise<string>
  /** The id of a lesson by its title. */
  lessonOf: (slug: string, title: string) => Promise<string>
}

interface CourseSeen {
  courseId: string
  priceMinor: number
  modules: { lessons: { id: string; title: string }[] }[]
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: the global setup sets it`)
  return value
}

export const test = base.extend<Fixtures & Look>({
  language: ['en', { option: true }],
  size: ['desktop', { option: true }],
  theme: ['light', { option: true }],
  says: async ({ language }, use) => use((key) => textOf(language, key)),
  at: async ({ language }, use) => {
    await use((path, portal) => {
      const url = new URL(required('E2E_WEB'))
      if (portal) url.hostname = `${portal}.localhost`
      const prefix = language === 'en' ? '' : `/${language}`
      return `${url.origin}${prefix}${path === '/' && prefix ? '' : path}`
    })
  },
  newcomer: async ({ language }, use) => {
    const id = randomUUID().slice(0, 8)
    const names = { en: 'Nora Newcomer', ar: 'نورة القادمة', so: 'Nuura Cusub' }
    await use({ name: names[language], email: `newcomer-${id}@example.org`, password: `a long password ${id}` })
  },
  signIn: async ({ page, at, says }, use) => {
    await use(async (account, { portal, path = '/' } = {}) => {
      await page.goto(at('/sign-in', portal))
      await page.getByLabel(says('people.email.label')).fill(`${account}@demo.test`)
      await page.locator('input[type=password]').fill('edurise-demo-2026')
      await page.getByRole('button', { name: says('people.signIn.act') }).click()
      await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
      await page.goto(at(path, portal))
    })
  },
  mailsTo: async ({ request }, use) => {
    await use(async (address, count = 1) => {
      const read = async (): Promise<Mail[]> =>
        (await request.get(`${required('E2E_SANDBOX')}/mail.json?to=${encodeURIComponent(address)}`)).json()
      await expect
        .poll(async () => (await read()).length, { timeout: 20_000, message: `mails to ${address}` })
        .toBeGreaterThanOrEqual(count)
      return read()
    })
  },
  isAccessible: async ({ page: own }, use) => {
    await use(async (page = own) => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      const found = violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 4).map(({ html, failureSummary = '' }) => `  ${html.slice(0, 160)}\n  ${failureSummary}`)
        return `${id}: ${help}, ${nodes.length} times\n${where.join('\n')}`
      })
      expect(found, page.url()).toEqual([])
    })
  },
  call: async ({ page }, use) => {
    await use(async (kind, procedure, input) => {
      const address = `${required('E2E_WEB')}/api/v1/trpc/${procedure}`
      const answer =
        kind === 'query'
          ? await page.request.get(`${address}?input=${encodeURIComponent(JSON.stringify(input))}`)
          : await page.request.post(address, { data: input })
      expect(answer.status(), `${procedure}: ${await answer.text()}`).toBe(200)
      const { result } = await answer.json()
      return result.data
    })
  },
  join: async ({ page, newcomer, language }, use) => {
    await use(async () => {
      const answer = await page.request.post(`${required('E2E_WEB')}/api/v1/auth/sign-up/email`, {
        data: { ...newcomer, locale: language },
      })
      expect(answer.status(), await answer.text()).toBe(200)
      return newcomer
    })
  },
  fillSignUp: async ({ page: own, newcomer, says }, use) => {
    await use(async (page = own) => {
      await page.getByLabel(says('people.name.label')).fill(newcomer.name)
      await page.getByLabel(says('people.email.label')).fill(newcomer.email)
      await page.locator('input[type=password]').fill(newcomer.password)
      await page.getByRole('button', { name: says('people.signUp.act') }).click()
    })
  },
  owns: async ({ join, call, control }, use) => {
    await use(async (slug) => {
      await join()
      const { courseId, priceMinor } = await call<CourseSeen>('query', 'marketplace.bySlug', { slug })
      if (priceMinor === 0) {
        await call('mutation', 'enrolments.enrol', { courseId })
        return ''
      }
      const { orderId, url } = await call<{ orderId: string; url: string }>('mutation', 'payments.startCheckout', {
        courseId,
        provider: 'stripe',
      })
      await control('/pay', { sessionId: new URL(url).pathname.split('/').at(-1) })
      await expect
        .poll(async () => (await call<{ access: string }>('query', 'payments.orderById', { orderId })).access, { timeout: 20_000 })
        .toBe('open')
      return orderId
    })
  },
  lessonOf: async ({ call }, use) => {
    await use(async (slug, title) => {
      const { modules } = await call<CourseSeen>('query', 'marketplace.bySlug', { slug })
      const found = modules.flatMap(({ lessons }) => lessons).find((lesson) => lesson.title === title)
      if (!found) throw new Error(`${slug} has no lesson ${title}`)
      return found.id
    })
  },
  control: async ({ request }, use) => {
    await use(async (path, body) => {
      const address = `${required('E2E_SANDBOX')}/control${path}`
      const answer = body ? await request.post(address, { data: body }) : await request.get(address)
      expect(answer.ok(), await answer.text()).toBe(true)
      return answer.json()
    })
  },
})

export { expect }
