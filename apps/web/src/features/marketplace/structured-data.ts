import type { CoursePage, Listing } from '@edurise/contracts'
import { decimal } from '@edurise/contracts/amounts'

type Data = Record<string, unknown>

/** JSON that may stand in a script element: nothing in it can end the element. */
const script = (data: Data) => ({
  type: 'application/ld+json' as const,
  innerHTML: JSON.stringify({ '@context': 'https://schema.org', ...data }).replace(/</g, '\\u003c'),
})

const time = (minutes: number) =>
  `PT${Math.floor(minutes / 60) ? `${Math.floor(minutes / 60)}H` : ''}${minutes % 60 ? `${minutes % 60}M` : ''}`

/** A course as search engines read it. Ratings stand in it only when somebody gave one. */
export function courseData(course: CoursePage, url: string, image: string, providerUrl: string): ReturnType<typeof script> {
  return script({
    '@type': 'Course',
    '@id': url,
    url,
    name: course.title,
    description: course.promise,
    inLanguage: course.language,
    image,
    provider: { '@type': 'Organization', name: course.tenantName, url: providerUrl },
    author: { '@type': 'Person', name: course.teacher.name },
    datePublished: course.publishedAt,
    dateModified: course.updatedAt,
    isAccessibleForFree: course.priceMinor === 0,
    teaches: course.outcomes,
    offers: {
      '@type': 'Offer',
      url,
      price: decimal({ minor: course.priceMinor, currency: course.currency }),
      priceCurrency: course.currency,
      category: course.priceMinor === 0 ? 'Free' : 'Paid',
      availability: 'https://schema.org/InStock',
    },
    ...(course.minutes > 0 && {
      hasCourseInstance: { '@type': 'CourseInstance', courseMode: 'Online', courseWorkload: time(course.minutes) },
    }),
    ...(course.rating !== null &&
      course.ratingCount > 0 && {
        aggregateRating: {
          '@type': 'AggregateRating',
          ratingValue: course.rating,
          ratingCount: course.ratingCount,
          bestRating: 5,
          worstRating: 1,
        },
      }),
  })
}

/** The way from the front page to here. */
export const trailData = (steps: readonly { name: string; url: string }[]): ReturnType<typeof script> =>
  script({
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(({ name, url }, index) => ({ '@type': 'ListItem', position: index + 1, name, item: url })),
  })

/** The courses of a list, in its order. */
export const listData = (
  items: readonly Pick<Listing, 'slug' | 'title'>[],
  addressOf: (slug: string) => string,
): ReturnType<typeof script> =>
  script({
    '@type': 'ItemList',
    itemListElement: items.map(({ slug, title }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: title,
      url: addressOf(slug),
    })),
  })
