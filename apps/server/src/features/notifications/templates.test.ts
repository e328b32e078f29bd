import { Language } from '@edurise/contracts'
import { describe, expect, it } from 'vitest'
import { layOut } from './layout.ts'
import type { Template } from './mail-data.ts'
import { templates } from './templates/index.ts'

const facts = {
  name: 'Amina <b>& co</b>',
  tenantName: 'مؤسسة النور',
  courseTitle: 'Sea navigation',
  url: 'http://localhost:4000/orders/o1?a=1&b=2',
  orderNumber: '1042',
  amountMinor: 490_000,
  currency: 'USD',
  reason: 'duplicate',
  answer: 'The window is over <b>',
  dueAt: '2026-12-07T09:00:00.000Z',
  outcome: 'lost',
  message: 'Which account did it come from <b>',
  holder: 'Harbour School',
  bankName: 'Bank of the Harbour <b>',
  account: 'DE89 3704 0044 0532 0130 00',
  reference: 'RF18 5390 0754 7034',
  note: 'Choose OUR for the fees <b>',
} as const

/** Facts for every kind at once: each takes what it needs. */
const all: [string, Template<typeof facts>][] = Object.entries(templates)
const cases = all.flatMap(([kind, template]) => Language.options.map((locale) => ({ kind, locale, template })))

describe.each(cases)('a $kind mail in $locale', ({ template, locale }) => {
  const mail = layOut(template[locale](facts), facts.url, locale)

  it('reads in the direction of its language', () => {
    expect(mail.html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`)
  })

  it('says everything it set out to say', () => {
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toMatch(/undefined|null|\[object|\$\{|\{\{|NaN/)
  })

  it('keeps amounts and names apart from the text around them', () => {
    for (const value of ['$4,900.00', '1042', 'Amina', 'Sea navigation', 'مؤسسة النور']) {
      for (const [at] of mail.html.replace(/<title>.*<\/title>/, '').matchAll(new RegExp(`.{5}${value.replace(/[$.]/g, '\\$&')}`, 'g')))
        expect(at.startsWith('<bdi>')).toBe(true)
      for (const [at] of mail.text.matchAll(new RegExp(`.${value.replace(/[$.]/g, '\\$&')}`, 'g')))
        expect(at.startsWith('\u2068')).toBe(true)
    }
  })

  it('shows what others wrote as text, never as markup', () => {
    expect(mail.html).not.toContain('<b>')
    expect(mail.subject).not.toMatch(/[\r\n]/)
  })

  it('has one link, in both forms', () => {
    expect(mail.html.match(/<a /g)).toHaveLength(1)
    expect(mail.html).toContain('href="http://localhost:4000/orders/o1?a=1&amp;b=2"')
    expect(mail.text.split(facts.url)).toHaveLength(2)
  })

  it('loads nothing and needs no table', () => {
    expect(mail.html).not.toMatch(/<(img|table|link|script|style)\b|url\(/)
  })
})

describe('mails', () => {
  it('say each thing in three different languages', () => {
    for (const [, template] of all) {
      const texts = Language.options.map((locale) => layOut(template[locale](facts), facts.url, locale).text)
      expect(new Set(texts).size).toBe(3)
    }
  })
})
