import { Sort, type Language, type Listing } from '@edurise/contracts'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refusal, useWorld, type World } from '../../testing/world.ts'
import { forgetListings } from './index.ts'

const slugs = (listings: readonly Listing[]) => listings.map(({ slug }) => slug)
// Counts are remembered for ten seconds; a test sees at once what it changed.
beforeEach(forgetListings)

describe('the search for words', () => {
  const world = useWorld()
  let tenant: Awaited<ReturnType<World['aTenant']>>
  const find = async (q: string) => {
    const { items, approximate } = await world.visitor(tenant).api.marketplace.search({ q })
    return { found: slugs(items), approximate }
  }

  beforeAll(async () => {
    tenant = await world.aTenant({ name: 'Lantern School' })
    const course = (slug: string, title: string, language: Language) => world.aCourse({ tenantId: tenant.tenantId, slug, title, language })
    await course('navigation', 'Coastal navigation: chart, compass, tide', 'en')
    await course('budget', 'ميزانيّة البيت للمبتدئين', 'ar')
    await course('bees', 'Dhaqashada shinnida iyo malabka', 'so')
    await course('bread', 'Baking bread with little time', 'en')
  })

  it.each([
    ['a word of the title', 'navigation', 'navigation'],
    ['another form of an English word', 'navigating', 'navigation'],
    ['the beginning of a word', 'bread with lit', 'bread'],
    ['Arabic without vowel signs, and with ه for ة', 'ميزانيه', 'budget'],
    ['Arabic with the article or without it', 'بيت', 'budget'],
    ['Arabic with another hamza', 'للمبتديين', 'budget'],
    ['a Somali word', 'shinnida', 'bees'],
    ['the beginning of a Somali word', 'mala', 'bees'],
    ['a phrase', '"chart, compass"', 'navigation'],
  ])('finds a course by %s', async (_, q, slug) => {
    expect(await find(q)).toEqual({ found: [slug], approximate: false })
  })

  it('finds every course by the name of its school or its teacher', async () => {
    expect((await find('lantern')).found.toSorted()).toEqual(['bees', 'bread', 'budget', 'navigation'])
    expect((await find('Theo')).found).toHaveLength(4)
  })

  it.each([
    ['navigaton', 'navigation'],
    ['shinidda', 'bees'],
    ['ميزاتية', 'budget'],
  ])('shows what resembles %s when no course has the word, and says so', async (q, slug) => {
    const { found, approximate } = await find(q)
    expect(found[0]).toBe(slug)
    expect(approximate).toBe(true)
  })

  it.each(['!!!', '"', ':*', "' & |", 'a -', '\\', 'zzzzqqq', '%_'])('finds nothing by %s, and fails by nothing', async (q) => {
    expect((await find(q)).found).toEqual([])
  })
})

describe('the list of courses', () => {
  const world = useWorld()
  const seen: { [Key in 'subject' | 'language' | 'level']: Listing[Key][] } = {
    subject: ['code', 'data', 'farm'],
    language: ['en', 'ar', 'so'],
    level: ['beginner', 'intermediate', 'advanced'],
  }
  let one: Awaited<ReturnType<World['aTenant']>>
  let other: Awaited<ReturnType<World['aTenant']>>

  beforeAll(async () => {
    one = await world.aTenant()
    other = await world.aTenant()
    for (let number = 0; number < 30; number += 1) {
      const { tenantId, courseId } = await world.aCourse({
        tenantId: (number % 3 ? one : other).tenantId,
        language: seen.language[number % 3] ?? 'en',
        priceMinor: [0, 1_900, 3_000, 8_000, 12_000][number % 5] ?? 0,
        lessons: 1 + (number % 4),
        title: `Lighthouse course ${number}`,
      })
      const change = { subject: seen.subject[number % 2] ?? 'code', level: seen.level[Math.floor(number / 4) % 3] ?? 'beginner' } as const
      await world.db.open
        .updateTable('course_listings')
        .set({ ...change, finish_percent: (number * 7) % 40 })
        .where('tenant_id', '=', tenantId)
        .where('course_id', '=', courseId)
        .execute()
    }
    await world.aCourse({ tenantId: one.tenantId, slug: 'a-draft', title: 'Lighthouse draft', state: 'draft' })
  })

  it.each(Sort.options)('shows each course once, page by page, sorted by %s', async (sort) => {
    const { api } = world.visitor()
    for (const q of [undefined, 'lighthouse', 'lihgthouse']) {
      const pages: string[] = []
      let cursor: string | undefined
      do {
        const { items, nextCursor, total } = await api.marketplace.search({ sort, limit: 7, ...(q && { q }), ...(cursor && { cursor }) })
        expect(total).toBe(30)
        pages.push(...slugs(items))
        cursor = nextCursor ?? undefined
      } while (cursor)
      expect(new Set(pages).size).toBe(30)
      expect(pages).toHaveLength(30)
    }
  })

  it('has counts that agree with what the choices show', async () => {
    const { api } = world.visitor()
    const filters = [
      {},
      { subject: ['code' as const] },
      { language: ['ar' as const, 'so' as const], price: ['free' as const] },
      { level: ['advanced' as const], subject: ['data' as const], q: 'lighthouse' },
    ]
    for (const filter of filters) {
      const { items, total, facets } = await api.marketplace.search({ ...filter, limit: 100 })
      expect(items).toHaveLength(total)
      for (const { value, count } of facets.price)
        expect((await api.marketplace.search({ ...filter, price: [value], limit: 100 })).items).toHaveLength(count)
      for (const { value, count } of facets.language)
        expect((await api.marketplace.search({ ...filter, language: [value], limit: 100 })).items).toHaveLength(count)
      for (const { value, count } of facets.level)
        expect((await api.marketplace.search({ ...filter, level: [value], limit: 100 })).items).toHaveLength(count)
      for (const { value, count } of facets.subject)
        expect((await api.marketplace.search({ ...filter, subject: [value], limit: 100 })).items).toHaveLength(count)
    }
  })

  it('shows on a portal its own courses alone', async () => {
    const { items, total, facets } = await world.visitor(other).api.marketplace.search({ limit: 100 })
    expect(new Set(items.map(({ tenantSlug }) => tenantSlug))).toEqual(new Set([other.slug]))
    expect([total, items.length, facets.price.reduce((sum, { count }) => sum + count, 0)]).toEqual([10, 10, 10])
    const front = await world.visitor(other).api.marketplace.front({})
    expect(front.courses).toBe(10)
    expect(new Set(front.finished.map(({ tenantSlug }) => tenantSlug))).toEqual(new Set([other.slug]))
  })

  it('never shows a draft', async () => {
    const { items } = await world.visitor(one).api.marketplace.search({ q: 'lighthouse', limit: 100 })
    expect(slugs(items)).not.toContain('a-draft')
    await expect(world.visitor(one).api.marketplace.bySlug({ slug: 'a-draft' })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
  })

  it('refuses a cursor that another order gave, or nobody', async () => {
    const { api } = world.visitor()
    const { nextCursor } = await api.marketplace.search({ sort: 'price', limit: 1 })
    await expect(api.marketplace.search({ sort: 'newest', cursor: nextCursor ?? '' })).rejects.toMatchObject(refusal('INPUT_INVALID'))
    await expect(api.marketplace.search({ cursor: 'WyJmaW5pc2hlZCJd' })).rejects.toMatchObject(refusal('INPUT_INVALID'))
  })

  it('costs three statements at most, and one when its counts are known', async () => {
    const { api } = world.visitor()
    expect((await world.statements(() => api.marketplace.search({ q: 'lihgthouse' }))).sql).toHaveLength(3)
    expect((await world.statements(() => api.marketplace.search({ sort: 'newest' }))).sql).toHaveLength(2)
    expect((await world.statements(() => api.marketplace.search({ subject: ['code'], sort: 'price' }))).sql).toHaveLength(1)
    expect((await world.statements(() => world.visitor(one).api.marketplace.front({}))).sql).toHaveLength(3)
  })
})
