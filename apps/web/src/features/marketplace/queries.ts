import { api } from '../../api.ts'
import { pageSize, type Sought } from './search-url.ts'

export const marketplaceKeys = {
  root: ['marketplace'] as const,
  front: ['marketplace', 'front'] as const,
  search: (sought: Sought) => ['marketplace', 'search', { ...sought }] as const,
  bySlug: (slug: string) => ['marketplace', 'course', slug] as const,
  standing: (courseId: string) => ['marketplace', 'standing', courseId] as const,
  carryOn: ['marketplace', 'carry-on'] as const,
}

export const frontQuery = { key: marketplaceKeys.front, query: () => api.marketplace.front.query({}) }

export const searchQuery = (sought: Sought) => ({
  key: marketplaceKeys.search(sought),
  query: () => api.marketplace.search.query({ ...sought, limit: pageSize }),
})

export const courseQuery = (slug: string) => ({
  key: marketplaceKeys.bySlug(slug),
  query: () => api.marketplace.bySlug.query({ slug }),
})

/** The courses the learner was last in, the latest first. */
export const carryOnQuery = {
  key: marketplaceKeys.carryOn,
  query: async () => (await api.enrolments.mine.query({ limit: 5, state: 'going_on' })).items,
}
