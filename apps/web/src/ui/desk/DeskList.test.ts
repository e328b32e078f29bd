import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { useRoute } from 'vue-router'
import { afterEach, expect, it } from 'vitest'
import { press, render } from '../../testing/render.ts'
import { fakeServer } from '../../testing/fake-server.ts'
import { useLetterKeys } from '../letter-keys.ts'
import DeskDrawer from './DeskDrawer.vue'
import DeskList from './DeskList.vue'
import { useDeskPages } from './use-desk-pages.ts'
import { useDesk } from './use-desk.ts'

interface Row {
  id: string
  name: string
}
const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: `r${from + i}`, name: `Row ${from + i}` }))

/** A desk of nothing but rows, at the address of one that there is. */
function deskOf(read: (paging: { cursor?: string }) => Promise<{ items: Row[]; nextCursor: string | null }>) {
  return defineComponent(() => {
    const route = useRoute()
    const place = useDesk({ path: '/admin/orders', views: ['one', 'two'], start: 'one', filters: { kind: ['a', 'b'] } })
    const list = useDeskPages<Row>(() => ({ key: ['rows', place.view, place.q, place.filter('kind')], page: read }))
    const id = () => (typeof route.params.id === 'string' ? route.params.id : '')
    return () =>
      h(
        DeskList<Row>,
        {
          desk: 'admin',
          title: 'Rows',
          place,
          list,
          idOf: (row: Row) => row.id,
          open: id(),
          columns: [{ key: 'name', label: 'Name' }],
          tabs: [
            { view: 'one', label: 'One', count: 3 },
            { view: 'two', label: 'Two', count: 1_000 },
          ],
          filters: [{ name: 'kind', label: 'Kind', options: [{ value: 'a', label: 'A' }] }],
          search: { label: 'Search rows', hint: 'A name' },
          empty: { title: 'No rows' },
        },
        {
          'cell-name': ({ row }: { row: Row }) => row.name,
          line: ({ row }: { row: Row }) => row.name,
          drawer: ({ close }: { close: () => void }) =>
            id()
              ? h(DeskDrawer, { subject: id(), label: `Drawer ${id()}`, onClose: close }, () => h('textarea', { 'aria-label': 'Note' }))
              : null,
        },
      )
  })
}
const three = () => Promise.resolve({ items: rows(0, 3), nextCursor: null })
const desk = (read: Parameters<typeof deskOf>[0] = three, path = '/admin/orders') => {
  fakeServer({})
  return render(deskOf(read), { path })
}
const key = (name: string, code = '') =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key: name, code, bubbles: true, cancelable: true }),
  )
const frame = () => new Promise((done) => requestAnimationFrame(done))
afterEach(() => useLetterKeys().set(true))

it('letters work on a keyboard of another script, by the place of their keys', async () => {
  await desk()
  key('ت', 'KeyJ')
  expect(document.activeElement?.textContent).toBe('Row 0')
})

it('letters that are switched off do nothing, and Escape still closes', async () => {
  const view = await desk(three, '/admin/orders/r1')
  useLetterKeys().set(false)
  key('j', 'KeyJ')
  expect(document.activeElement?.tagName).not.toBe('A')
  expect(localStorage.getItem('letter-keys')).toBe('off')
  key('Escape')
  await flushPromises()
  expect(view.find('aside').exists()).toBe(false)
})

it('a slash leads to the search, and letters typed there move nothing', async () => {
  await desk()
  key('/', 'Slash')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Search rows')
  key('j', 'KeyJ')
  expect(document.activeElement?.tagName).toBe('INPUT')
})

it('closing gives the focus back to the row that was open', async () => {
  const view = await desk(three, '/admin/orders/r1')
  await frame()
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Drawer r1')
  key('Escape')
  await flushPromises()
  await frame()
  expect(view.find('aside').exists()).toBe(false)
  expect(document.activeElement?.textContent).toBe('Row 1')
})

it('Escape in a field of the drawer leaves the field first, and what is typed stays', async () => {
  const view = await desk(three, '/admin/orders/r1')
  await frame()
  view.get('textarea').element.focus()
  key('Escape')
  await flushPromises()
  expect(view.find('aside').exists()).toBe(true)
  expect(document.activeElement?.tagName).toBe('ASIDE')
  key('Escape')
  await flushPromises()
  expect(view.find('aside').exists()).toBe(false)
})

it('more pages are read behind the cursor, and how many rows are shown is told', async () => {
  const cursors: (string | undefined)[] = []
  const view = await desk(async ({ cursor }) => {
    cursors.push(cursor)
    return cursor ? { items: rows(3, 5), nextCursor: null } : { items: rows(0, 3), nextCursor: 'after-2' }
  })
  expect(view.get('[role="status"]').text()).toBe('3 shown, more to come.')
  await press(view, 'Show more')
  expect(cursors).toEqual([undefined, 'after-2'])
  expect(view.findAll('tbody tr')).toHaveLength(5)
  expect(view.get('[role="status"]').text()).toBe('5 shown.')
})

it('a page that could not be read keeps the rows before it and can be tried again', async () => {
  let down = true
  const view = await desk(async ({ cursor }) => {
    if (cursor && down) throw new TypeError('failed')
    return cursor ? { items: rows(3, 4), nextCursor: null } : { items: rows(0, 3), nextCursor: 'after-2' }
  })
  await press(view, 'Show more')
  expect(view.findAll('tbody tr')).toHaveLength(3)
  expect(view.get('[role="alert"]').text()).toContain('We could not reach Edurise')
  down = false
  await press(view, 'Try again')
  expect(view.findAll('tbody tr')).toHaveLength(4)
})

it('what narrows the list stands in the address, and an empty result leads back to everything', async () => {
  const view = await desk(async () => ({ items: [], nextCursor: null }), '/admin/orders?view=two&kind=a&q=nobody')
  expect(view.text()).toContain('Nothing found for')
  expect(view.get<HTMLSelectElement>('select').element.value).toBe('a')
  expect(
    view
      .findAll('a')
      .find((one) => one.text().startsWith('One'))
      ?.attributes('href'),
  ).toBe('/admin/orders?q=nobody&kind=a')
  await press(view, 'Show everything again')
  expect(view.text()).toContain('No rows')
})

it('a count that was cut off says so', async () => {
  const view = await desk()
  expect(view.text()).toContain('Two 1,000+')
})

it('the keys are shown by a question mark', async () => {
  const view = await desk()
  key('?', 'Slash')
  expect(view.get('dialog').attributes('open')).toBeDefined()
  expect(view.get('dialog').text()).toContain('Use single letters as keys on this device')
})
