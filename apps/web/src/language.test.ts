import { expect, it } from 'vitest'
import { inLanguage, splitLocale } from './language.ts'

it('finds the language of an address, and the path all languages share', () => {
  expect(splitLocale('/ar/courses?q=x')).toEqual({ locale: 'ar', path: '/courses?q=x' })
  expect(splitLocale('/so')).toEqual({ locale: 'so', path: '/' })
  expect(splitLocale('/ar?q=x')).toEqual({ locale: 'ar', path: '/?q=x' })
  expect(splitLocale('/arabic-for-nurses')).toEqual({ locale: 'en', path: '/arabic-for-nurses' })
})

it('leads to the same page in another language', () => {
  expect(inLanguage('/', 'ar')).toBe('/ar')
  expect(inLanguage('/?q=x', 'ar')).toBe('/ar?q=x')
  expect(inLanguage('/courses?q=x#top', 'so')).toBe('/so/courses?q=x#top')
  expect(inLanguage('/courses', 'en')).toBe('/courses')
})
