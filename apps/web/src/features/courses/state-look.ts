import type { CourseState } from '@edurise/contracts'

/** How the state of a course looks beside its word. */
export const stateLook: Record<CourseState, { color: 'warning' | 'info' | 'success' | 'neutral'; icon: string }> = {
  draft: { color: 'warning', icon: 'i-lucide-pencil' },
  in_review: { color: 'info', icon: 'i-lucide-search' },
  published: { color: 'success', icon: 'i-lucide-check' },
  archived: { color: 'neutral', icon: 'i-lucide-archive' },
}
