import type { CoursePage, Listing, SearchResult } from '@edurise/contracts'

/** An id of the tests. The brand exists for the compiler alone, and these digits have the form that the contracts ask for. */
const id = <Id extends string>(last: number) => `01930000-0000-7000-8000-${String(last).padStart(12, '0')}` as Id

export const aListing: Listing = {
  courseId: id<Listing['courseId']>(1),
  slug: 'sea-navigation',
  title: 'Coastal navigation',
  promise: 'Know at every hour where you are.',
  language: 'en',
  subject: 'build',
  level: 'beginner',
  priceMinor: 4900,
  currency: 'USD',
  minutes: 83,
  lessonCount: 2,
  shape: [
    { m: 40, k: 'text', s: 0 },
    { m: 43, k: 'quiz', s: 0 },
  ],
  cover: { seed: 'sea-navigation', fileId: null, url: null },
  teacherName: 'Ines Calder',
  tenantName: 'Harbour Academy',
  tenantNames: {},
  tenantSlug: 'harbour',
  rating: null,
  ratingCount: 0,
  learners: 0,
  finishPercent: null,
}

export const aCoursePage: CoursePage = {
  ...aListing,
  description: '',
  descriptionHtml: '',
  outcomes: ['Read a chart'],
  faq: [],
  modules: [],
  teacher: { id: id<CoursePage['teacher']['id']>(2), name: 'Ines Calder', bio: '' },
  refundDays: 14,
  publishedAt: '2026-09-01T08:00:00Z',
  updatedAt: '2026-09-01T08:00:00Z',
  ratings: [0, 0, 0, 0, 0],
  reviews: [],
}

export const aResult: SearchResult = {
  items: [aListing],
  nextCursor: null,
  total: 1,
  facets: {
    subject: [
      { value: 'data', count: 4 },
      { value: 'health', count: 2 },
    ],
    language: [{ value: 'ar', count: 3 }],
    level: [],
    price: [],
  },
  approximate: false,
}
