import type { Check, CourseDraft } from '@edurise/contracts'

const inSettings = new Set<Check['code']>(['title', 'promise', 'outcomes', 'price'])

/** Where a missing thing is put right, or null where the outline itself is the place. */
export function placeOfCheck({ code, lessons }: Check, course: CourseDraft): string | null {
  if (inSettings.has(code)) return `/teach/courses/${course.id}/settings#${code}`
  const [first] = lessons.length
    ? lessons
    : code === 'preview'
      ? course.modules.flatMap((module) => module.lessons.map(({ id }) => id))
      : []
  return first ? `/teach/courses/${course.id}/lessons/${first}` : null
}
