import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { render } from '../../testing/render.ts'
import CatalogueView from './CatalogueView.vue'
import { aResult } from './testing.ts'

const open = (path: string) => render(CatalogueView, { messages: ['marketplace'], path })

it('asks for what stands in the address', async () => {
  const calls = fakeServer({ 'marketplace.search': () => aResult })
  await open('/courses?q=tide&subject=data&subject=health&language=ar&price=free&sort=newest&nonsense=1')
  expect(calls.filter(({ path }) => path === 'marketplace.search').map(({ input }) => input)).toEqual([
    { q: 'tide', subject: ['data', 'health'], language: ['ar'], price: ['free'], sort: 'newest', limit: 12 },
  ])
})

it('says the filter in words', async () => {
  fakeServer({ 'marketplace.search': () => aResult })
  const view = await open('/courses?language=ar&price=free&level=beginner')
  expect(view.get('h1').text()).toBe('Free courses taught in Arabic for beginners')
})

it('makes every choice a plain link to the list with it, and counts what that list has', async () => {
  fakeServer({ 'marketplace.search': () => aResult })
  const view = await open('/courses?subject=data')
  const links = view.get('aside').findAll('a')
  expect(links.map((link) => [link.text().replace(/\s+/g, ' '), link.attributes('href'), link.attributes('aria-current')])).toEqual([
    ['Data4 courses', '/courses', 'true'],
    ['Health2 courses', '/courses?subject=data&subject=health', undefined],
    ['Arabic3 courses', '/courses?subject=data&language=ar', undefined],
  ])
})

it('refines the list in place once scripts run', async () => {
  const calls = fakeServer({ 'marketplace.search': () => aResult })
  const view = await open('/courses')
  await view.get('aside a[href="/courses?language=ar"]').trigger('click')
  await flushPromises()
  expect(calls.at(-1)).toEqual({ path: 'marketplace.search', input: { language: ['ar'], limit: 12 } })
  expect(view.get('h1').text()).toBe('Courses taught in Arabic')
})

it('says so when nothing has the words and the courses only come close', async () => {
  fakeServer({ 'marketplace.search': () => ({ ...aResult, approximate: true }) })
  const view = await open('/courses?q=navigashun')
  expect(view.get('[role=status]').text()).toMatch(/Nothing has exactly “.?navigashun.?”/)
})

it('shows ways out of an empty list', async () => {
  fakeServer({ 'marketplace.search': () => ({ ...aResult, items: [], total: 0 }) })
  const view = await open('/courses?subject=data&language=ar')
  const ways = view.findAll('a').filter((link) => /Without|See all/.test(link.text()))
  expect(ways.map((link) => link.attributes('href'))).toEqual(['/courses?language=ar', '/courses?subject=data', '/courses'])
})

it('leads to the next page by its cursor', async () => {
  fakeServer({ 'marketplace.search': () => ({ ...aResult, nextCursor: 'abc' }) })
  const view = await open('/courses?subject=data')
  expect(view.findAll('a').map((link) => link.attributes('href'))).toContain('/courses?subject=data&cursor=abc')
})
