import { useQuery } from '@pinia/colada'
import { computed, onMounted, ref, type ComputedRef } from 'vue'
import type { MyCourse } from '@edurise/contracts'
import { useSession } from '../../session.ts'
import { carryOnQuery } from './queries.ts'

/** Where the learner stopped, in a portal among its own courses; null for visitors, and until the browser has asked. */
export function useCarryOn(): ComputedRef<MyCourse | null> {
  const session = useSession()
  const alive = ref(false)
  onMounted(() => (alive.value = true))
  const { data } = useQuery(() => ({ ...carryOnQuery, enabled: alive.value && session.signedIn }))
  const here = ({ tenantSlug }: MyCourse) => !session.tenant || session.tenant.slug === tenantSlug
  return computed(() => data.value?.find(here) ?? null)
}
