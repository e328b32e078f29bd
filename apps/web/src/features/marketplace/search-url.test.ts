import { expect, it } from 'vitest'
import { cleared, readSought, sorted, toggled, writeSought } from './search-url.ts'

it('reads an address, and leaves out what it does not know', () => {
  expect(
    readSought({ q: ' sql ', subject: ['data', 'magic'], language: 'ar', price: 'free', sort: 'newest', level: 'guru', x: '1' }),
  ).toEqual({
    q: 'sql',
    subject: ['data'],
    language: ['ar'],
    price: ['free'],
    sort: 'newest',
  })
  expect(readSought({ q: '  ', subject: [], sort: 'best' })).toEqual({})
})

it('gives equal searches equal addresses, whatever the order of their choices', () => {
  const one = writeSought(readSought({ subject: ['health', 'data'] }))
  expect(one).toEqual(writeSought(readSought({ subject: ['data', 'health'] })))
})

it('adds and takes away one choice, and begins at the first page again', () => {
  const sought = readSought({ q: 'sql', subject: 'data', cursor: 'abc' })
  expect(toggled(sought, 'language', 'so')).toEqual({ q: 'sql', subject: ['data'], language: ['so'] })
  expect(toggled(sought, 'subject', 'data')).toEqual({ q: 'sql' })
  expect(sorted(sought, 'price')).toEqual({ q: 'sql', subject: ['data'], sort: 'price' })
  expect(cleared(sought)).toEqual({ q: 'sql' })
})
