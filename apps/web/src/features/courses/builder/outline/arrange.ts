import type { CourseDraft } from '@edurise/contracts'

export type DraftModule = CourseDraft['modules'][number]

/** What the order of modules and lessons needs to know of them. */
export interface Arranged {
  id: string
  lessons: readonly { id: string }[]
}

export interface Place {
  moduleId: string
  position: number
}

export function placeOf(modules: readonly Arranged[], lessonId: string): Place | null {
  for (const { id, lessons } of modules) {
    const position = lessons.findIndex((lesson) => lesson.id === lessonId)
    if (position >= 0) return { moduleId: id, position }
  }
  return null
}

/** One step up or down; at the end of a module into the next one. Null when there is nowhere to go. */
export function stepped(modules: readonly Arranged[], lessonId: string, step: -1 | 1): Place | null {
  const at = placeOf(modules, lessonId)
  if (!at) return null
  const index = modules.findIndex(({ id }) => id === at.moduleId)
  const position = at.position + step
  if (position >= 0 && position < (modules[index]?.lessons.length ?? 0)) return { moduleId: at.moduleId, position }
  const other = modules[index + step]
  return other ? { moduleId: other.id, position: step === 1 ? 0 : other.lessons.length } : null
}

/** The same modules with a lesson at its new place, counted without itself. */
export function withLessonAt(modules: readonly DraftModule[], lessonId: string, { moduleId, position }: Place): DraftModule[] {
  const lesson = modules.flatMap(({ lessons }) => lessons).find(({ id }) => id === lessonId)
  return modules.map((module) => {
    const lessons = module.lessons.filter(({ id }) => id !== lessonId)
    return { ...module, lessons: lesson && module.id === moduleId ? lessons.toSpliced(position, 0, lesson) : lessons }
  })
}

export function withModuleAt(modules: readonly DraftModule[], moduleId: string, position: number): DraftModule[] {
  const module = modules.find(({ id }) => id === moduleId)
  const others = modules.filter(({ id }) => id !== moduleId)
  return module ? others.toSpliced(position, 0, module) : [...others]
}

/** Where to be when a lesson is gone: what comes after it, or else before. */
export function beside(modules: readonly Arranged[], lessonId: string): string | null {
  const all = modules.flatMap(({ lessons }) => lessons.map(({ id }) => id))
  const index = all.indexOf(lessonId)
  return all[index + 1] ?? all[index - 1] ?? null
}
