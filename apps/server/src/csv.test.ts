import { describe, expect, it } from 'vitest'
import { csvLine } from './csv.ts'

describe('a line for spreadsheets', () => {
  it('keeps commas, quotes and line ends inside their cell', () => {
    expect(csvLine(['a,b', 'say "yes"', 'two\r\nlines', 'plain'])).toBe('"a,b","say ""yes""","two\r\nlines",plain\r\n')
  })

  it.each(['=1+1', '+49', '-2', '@name', '\tcell'])('never lets %j of others become a formula', (text) => {
    expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/)
  })

  it('leaves numbers numbers, below zero too', () => {
    expect(csvLine([{ number: '-49.00' }])).toBe('-49.00\r\n')
  })
})
