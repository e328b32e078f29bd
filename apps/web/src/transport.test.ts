// @vitest-environment node
import { AppError } from '@edurise/contracts/errors'
import { expect, it } from 'vitest'
import { api, useLink } from './api.ts'
import { refusalOf } from './errors.ts'
import { stateScript } from './page-state.ts'
import { inProcess, withCall } from './transport.ts'

useLink(inProcess)

const search = () => api.marketplace.search.query({ q: 'sea' })

it('calls with the rights of the visitor whose page is rendered, also when two are rendered at once', async () => {
  const callFor = (who: string) => withCall(async ({ path, input }) => ({ who, path, input }), search)
  expect(await Promise.all([callFor('Amina'), callFor('Idris')])).toEqual([
    { who: 'Amina', path: 'marketplace.search', input: { q: 'sea' } },
    { who: 'Idris', path: 'marketplace.search', input: { q: 'sea' } },
  ])
})

it('brings a refusal to the page, and keeps the text of a fault inside', async () => {
  const failing = async (error: Error): Promise<unknown> => {
    try {
      return await withCall(async () => {
        throw error
      }, search)
    } catch (caught) {
      return caught
    }
  }
  const refused = await failing(new Error('COURSE_NOT_FOUND', { cause: new AppError('COURSE_NOT_FOUND', {}) }))
  expect(refusalOf(refused)).toEqual({ code: 'COURSE_NOT_FOUND', data: {} })
  expect(String(await failing(new Error('password=hunter2')))).not.toContain('hunter2')
})

it('puts nothing into the page that could end its state', () => {
  const state = {
    locale: 'en',
    tenant: null,
    origin: '',
    marketplace: '',
    rendered: true,
    queries: { x: '</script><script>alert(1)</script>' },
  } as const
  const script = stateScript(state)
  expect(script.match(/<\/?script/g)).toEqual(['<script', '</script'])
  expect(JSON.parse(script.replace(/^<script[^>]*>|<\/script>$/g, ''))).toEqual(state)
})
