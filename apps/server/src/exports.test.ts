import { expect, it } from 'vitest'
import { linesOf } from './exports.ts'

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => [`row ${from + i}`])
async function read(most: number, total: number, size: number): Promise<{ lines: string[]; asked: string[] }> {
  const asked: string[] = []
  const page = (from: number) => ({
    lines: rows(from, Math.min(total, from + size)),
    nextCursor: from + size < total ? String(from + size) : null,
  })
  const next = async (cursor: string) => {
    asked.push(cursor)
    return page(Number(cursor))
  }
  const parts: string[] = []
  for await (const part of linesOf({ columns: ['Name'], first: page(0), next }, 'there is more', most)) parts.push(part)
  const [head, ...lines] = parts.join('').trimEnd().split('\r\n')
  expect(head).toBe('\u{feff}Name')
  return { lines, asked }
}

it('a file holds every row of every page once', async () => {
  const { lines, asked } = await read(100, 7, 3)
  expect(lines).toEqual(rows(0, 7).flat())
  expect(asked).toEqual(['3', '6'])
})

it('a file that is full says so in its last line, and nothing more is read', async () => {
  const { lines, asked } = await read(4, 100, 3)
  expect(lines).toEqual(['row 0', 'row 1', 'row 2', 'row 3', 'there is more'])
  expect(asked).toEqual(['3'])
})

it('a file that is just full does not say so', async () => {
  expect((await read(6, 6, 3)).lines).toEqual(rows(0, 6).flat())
  expect((await read(6, 7, 3)).lines).toEqual([...rows(0, 6).flat(), 'there is more'])
})
