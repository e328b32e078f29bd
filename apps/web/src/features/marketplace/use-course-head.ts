import type { CoursePage } from '@edurise/contracts'
import { useHead } from '@unhead/vue'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { inLanguage } from '../../language.ts'
import { metaOf } from '../../page-meta.ts'
import { useSession } from '../../session.ts'
import { portalOrigin } from '../tenants/index.ts'
import { writeSought } from './search-url.ts'
import { courseData, trailData } from './structured-data.ts'

/** What search engines and shared links show of a course. */
export function useCourseHead(course: () => CoursePage): void {
  const { t } = useI18n()
  const router = useRouter()
  const session = useSession()

  const url = computed(() => session.origin + inLanguage(`/courses/${course().slug}`, session.locale))
  const image = computed(() => `${session.origin}/og/${course().slug}.png`)
  const title = () => course().title
  const promise = () => course().promise
  const steps = computed(() => {
    const { subject, title: name } = course()
    return [
      { name: t('marketplace.catalogue.title'), url: session.origin + router.resolve('/courses').href },
      { name: t(`marketplace.subject.${subject}`), url: session.origin + router.resolve(writeSought({ subject: [subject] })).href },
      { name, url: url.value },
    ]
  })

  useHead({
    title,
    meta: metaOf({
      description: promise,
      author: () => course().teacher.name,
      'og:type': 'website',
      'og:title': title,
      'og:description': promise,
      'og:url': url,
      'og:image': image,
      'og:image:width': '1200',
      'og:image:height': '630',
      'og:image:alt': title,
      'twitter:card': 'summary_large_image',
    }),
    script: () => [
      courseData(course(), url.value, image.value, portalOrigin(session.marketplace, course().tenantSlug)),
      trailData(steps.value),
    ],
  })
}
