import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
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
  control: (path: string, body?: object) => Promise<unknown>
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
  signIn: async ({ page, at }, use) => {
    await use(async (account, { portal, path = '/' } = {}) => {
      await page.goto(at('/sign-in', portal))
      await page.getByLabel(/e-?mail|البريد|iimayl/i).fill(`${account}@demo.test`)
      await page.locator('input[type=password]').fill('edurise-demo-2026')
      await page.locator('main form button[type=submit]').click()
      await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
      await page.goto(at(path, portal))
    })
  },
  mailsTo: async ({ page: _page }, use) => {
    await use(async (address, count = 1) => {
      const read = async (): Promise<Mail[]> => (await fetch(`${required('E2E_SANDBOX')}/mail.json?to=${encodeURIComponent(address)}`)).json()
      await expect.poll(async () => (await read()).length, { timeout: 20_000, message: `mails to ${address}` }).toBeGreaterThanOrEqual(count)
      return read()
    })
  },
  isAccessible: async ({ page: own }, use) => {
    await use(async (page = own) => {
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html.slice(0, 160)}\n  ${failureSummary ?? ''}`).join('\n')}`)
      expect(found, page.url()).toEqual([])
    })
  },
  control: async ({ page: _page }, use) => {
    await use(async (path, body) => {
      const answer = await fetch(`${required('E2E_SANDBOX')}/control${path}`, body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {})
      return answer.json()
    })
  },
})

export { expect }
