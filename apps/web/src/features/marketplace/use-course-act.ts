import type { CoursePage } from '@edurise/contracts'
import { useMutation, useQuery } from '@pinia/colada'
import { computed, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { api } from '../../api.ts'
import { inLanguage } from '../../language.ts'
import { useSession } from '../../session.ts'
import { portalOrigin } from '../tenants/index.ts'
import { marketplaceKeys } from './queries.ts'

/** The one thing to do with a course, by how its reader stands to it. Always a link that works alone; some are done in place of it. */
export interface CourseAct {
  kind: 'buy' | 'enrol' | 'carry-on' | 'waiting' | 'staff'
  label: string
  href: string
  /** Whether the price belongs beside it. */
  priced: boolean
  press?: () => void
}

export interface CourseActing {
  act: ComputedRef<CourseAct>
  busy: Ref<boolean>
  error: Ref<Error | null>
}

/** `course` is a getter of what the page has loaded. */
export function useCourseAct(course: () => CoursePage): CourseActing {
  const { t } = useI18n()
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const alive = ref(false)
  onMounted(() => (alive.value = true))

  const standing = useQuery(() => ({
    key: marketplaceKeys.standing(course().courseId),
    query: () => api.enrolments.standing.query({ courseId: course().courseId }),
    enabled: alive.value && session.signedIn,
  }))
  const learn = computed(() => router.resolve(`/learn/${course().slug}`).href)
  const here = computed(() => `/courses/${course().slug}`)

  const enrol = useMutation({
    mutation: () => api.enrolments.enrol.mutate({ courseId: course().courseId }),
    onSuccess: () => location.assign(learn.value),
  })
  const workshop = useMutation({
    mutation: () => api.people.handoff.mutate({ to: course().tenantSlug, path: inLanguage('/teach', session.locale) }),
    onSuccess: ({ url }) => location.assign(url),
  })

  const act = computed<CourseAct>(() => {
    const { slug, tenantSlug, priceMinor } = course()
    const state = session.signedIn ? standing.data.value : undefined
    if (state?.state === 'staff') {
      const own = session.tenant?.slug === tenantSlug
      const path = inLanguage('/teach', session.locale)
      return {
        kind: 'staff',
        label: t('marketplace.act.teach'),
        href: own ? path : portalOrigin(session.marketplace, tenantSlug) + path,
        priced: false,
        ...(!own && { press: () => workshop.mutate() }),
      }
    }
    if (state?.state === 'enrolled' || state?.state === 'completed') {
      return { kind: 'carry-on', label: t('marketplace.act.carryOn'), href: learn.value, priced: false }
    }
    if (state?.state === 'waiting' && state.orderId) {
      return { kind: 'waiting', label: t('marketplace.act.waiting'), href: router.resolve(`/orders/${state.orderId}`).href, priced: false }
    }
    if (priceMinor > 0)
      return { kind: 'buy', label: t('marketplace.act.buy'), href: router.resolve(`/checkout/${slug}`).href, priced: true }
    const back = { path: here.value, query: { enrol: '1' } }
    if (session.signedIn)
      return {
        kind: 'enrol',
        label: t('marketplace.act.enrol'),
        href: router.resolve(back).href,
        priced: false,
        press: () => enrol.mutate(),
      }
    const next = router.resolve(back).fullPath
    return {
      kind: 'enrol',
      label: t('marketplace.act.enrol'),
      href: router.resolve({ path: '/sign-up', query: { next } }).href,
      priced: false,
    }
  })

  // Who came back from signing up said before what they want.
  watch(
    () => alive.value && route.query.enrol === '1' && standing.data.value?.state === 'none' && course().priceMinor === 0,
    async (meant) => {
      if (!meant) return
      await router.replace({ path: here.value })
      enrol.mutate()
    },
  )

  const busy = computed(() => enrol.isLoading.value || workshop.isLoading.value)
  const error = computed(() => enrol.error.value ?? workshop.error.value)
  return { act, busy, error }
}
