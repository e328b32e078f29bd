import { expect, it } from 'vitest'
import { createTranslations } from './i18n.ts'
import { pluralForm, pluralForms } from './plurals.ts'

it('counts in Arabic with all six forms', () => {
  const forms = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => pluralForms.ar[pluralForm('ar', count, 6)])
  expect(forms).toEqual(['zero', 'one', 'two', 'few', 'few', 'many', 'many', 'other', 'few'])
})

it('counts in Somali with two forms, whether the browser knows Somali or not', () => {
  expect([0, 1, 2, 11].map((count) => pluralForms.so[pluralForm('so', count, 2)])).toEqual(['other', 'one', 'other', 'other'])
})

it('says a number of lessons as each language does', async () => {
  const say = async (locale: 'en' | 'ar', n: number) => (await createTranslations(locale)).global.t('ui.lessons', { n }, n)
  expect(await say('en', 1)).toBe('1 lesson')
  expect(await say('en', 26)).toBe('26 lessons')
  expect(await say('ar', 2)).toBe('درسان')
  expect(await say('ar', 3)).toBe('3 دروس')
  expect(await say('ar', 26)).toBe('26 درسًا')
})
