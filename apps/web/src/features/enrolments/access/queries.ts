import { api } from '../../../api.ts'

export const accessKeys = {
  root: ['desk-access'] as const,
  sources: (personId: string) => ['desk-access', 'sources', personId] as const,
  courses: (q: string) => ['desk-access', 'courses', q] as const,
}

/** The courses that a school has on show, found by their words. */
export const coursesQuery = (q: string) => ({
  key: accessKeys.courses(q),
  query: () => api.marketplace.search.query({ limit: 8, ...(q && { q }) }),
})
