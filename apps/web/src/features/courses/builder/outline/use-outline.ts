import type { CourseDraft, LessonKind } from '@edurise/contracts'
import { useToast } from '@nuxt/ui/composables'
import { useQueryCache } from '@pinia/colada'
import { ref, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { api } from '../../../../api.ts'
import { teachKeys } from '../../queries.ts'
import { beside, placeOf, stepped, withLessonAt, withModuleAt, type DraftModule, type Place } from './arrange.ts'

/** Every change of a course's outline: shown at once, sent one after the other, said aloud, and taken back when it is refused. */
export function useOutline(course: ComputedRef<CourseDraft>, isOpen: (lessonId: string) => boolean) {
  const { t } = useI18n()
  const router = useRouter()
  const route = useRoute()
  const cache = useQueryCache()
  const toast = useToast()
  const courseId = course.value.id
  const key = teachKeys.course(courseId)
  const address = (lessonId: string) => `/teach/courses/${courseId}/lessons/${lessonId}`

  /** What has just happened, for those who do not see it. */
  const said = ref('')
  const error = ref<unknown>(null)
  /** The module or lesson whose name is being written. */
  const renaming = ref<string | null>(null)
  let last: Promise<unknown> = Promise.resolve()

  /** When it cannot be read again, what was shown stays. */
  const refresh = () => cache.invalidateQueries({ key }).catch(() => undefined)
  const show = (modules: DraftModule[]) => cache.setQueryData<CourseDraft>(key, (draft) => ({ ...(draft ?? course.value), modules }))

  /** One after the other, so that places mean what they meant when they were chosen. */
  function send<T>(work: () => Promise<T>): Promise<T | undefined> {
    error.value = null
    const result = last.then(work).then(
      (value) => {
        void refresh()
        return value
      },
      (refused: unknown) => {
        error.value = refused
        void refresh()
        return undefined
      },
    )
    last = result
    return result
  }

  const titleOf = (id: string) =>
    course.value.modules.flatMap((module) => [module, ...module.lessons]).find((one) => one.id === id)?.title ?? ''

  function tell(modules: readonly DraftModule[], lessonId: string): void {
    const place = placeOf(modules, lessonId)
    const module = modules.find(({ id }) => id === place?.moduleId)
    if (!place || !module) return
    const named = { title: titleOf(lessonId), module: module.title, n: place.position + 1, total: module.lessons.length }
    said.value = t('courses.builder.said.lesson', named)
  }

  function moveLesson(lessonId: string, place: Place | null): void {
    if (!place) {
      said.value = t('courses.builder.said.end')
      return
    }
    const modules = withLessonAt(course.value.modules, lessonId, place)
    show(modules)
    tell(modules, lessonId)
    void send(() => api.lessons.move.mutate({ courseId, lessonId, ...place }))
  }

  const stepLesson = (lessonId: string, step: -1 | 1) => moveLesson(lessonId, stepped(course.value.modules, lessonId, step))

  function moveModule(moduleId: string, position: number): void {
    const total = course.value.modules.length
    if (position < 0 || position >= total) {
      said.value = t('courses.builder.said.end')
      return
    }
    show(withModuleAt(course.value.modules, moduleId, position))
    said.value = t('courses.builder.said.module', { title: titleOf(moduleId), n: position + 1, total })
    void send(() => api.courses.moveModule.mutate({ courseId, moduleId, position }))
  }

  const stepModule = (moduleId: string, step: -1 | 1) =>
    moveModule(moduleId, course.value.modules.findIndex(({ id }) => id === moduleId) + step)

  async function addModule(): Promise<void> {
    const added = await send(() => api.courses.addModule.mutate({ courseId, title: t('courses.builder.new.module') }))
    if (!added) return
    await refresh()
    renaming.value = added.moduleId
  }

  /** At the end of the module that is worked in. */
  async function addLesson(kind: LessonKind, moduleId?: string): Promise<void> {
    const current = typeof route.params.lesson === 'string' ? placeOf(course.value.modules, route.params.lesson)?.moduleId : undefined
    const into = moduleId ?? current ?? course.value.modules.at(-1)?.id
    const title = t(`courses.builder.new.${kind}`)
    const added = await send(async () => {
      const module = into ?? (await api.courses.addModule.mutate({ courseId, title: t('courses.builder.new.module') })).moduleId
      return api.lessons.add.mutate({ courseId, moduleId: module, kind, title })
    })
    if (added) await router.push({ path: address(added.lessonId), query: { new: '1' } })
  }

  function renameModule(moduleId: string, title: string): void {
    renaming.value = null
    const now = title.trim()
    if (!now || now === titleOf(moduleId)) return
    show(course.value.modules.map((module) => (module.id === moduleId ? { ...module, title: now } : module)))
    void send(() => api.courses.renameModule.mutate({ courseId, moduleId, title: now }))
  }

  function undoable(title: string, undo: () => Promise<unknown>): void {
    said.value = title
    toast.add({ title, actions: [{ label: t('ui.undo'), color: 'neutral', variant: 'outline', onClick: () => void send(undo) }] })
  }

  async function removeLesson(lessonId: string): Promise<void> {
    const title = titleOf(lessonId)
    const next = isOpen(lessonId) ? beside(course.value.modules, lessonId) : null
    const leave = isOpen(lessonId)
    const removed = await send(() => api.lessons.remove.mutate({ courseId, lessonId }))
    if (!removed) return
    show(course.value.modules.map((module) => ({ ...module, lessons: module.lessons.filter(({ id }) => id !== lessonId) })))
    if (leave) void router.push(next ? address(next) : `/teach/courses/${courseId}/settings`)
    undoable(t('courses.builder.removed.lesson', { title }), () => api.lessons.restore.mutate({ courseId, lessonId }))
  }

  async function removeModule(moduleId: string): Promise<void> {
    const title = titleOf(moduleId)
    const position = course.value.modules.findIndex(({ id }) => id === moduleId)
    const removed = await send(() => api.courses.removeModule.mutate({ courseId, moduleId }))
    if (!removed) return
    show(course.value.modules.filter(({ id }) => id !== moduleId))
    undoable(t('courses.builder.removed.module', { title }), async () => {
      const added = await api.courses.addModule.mutate({ courseId, title })
      await api.courses.moveModule.mutate({ courseId, moduleId: added.moduleId, position })
    })
  }

  return {
    said,
    error,
    renaming,
    address,
    moveLesson,
    stepLesson,
    moveModule,
    stepModule,
    addModule,
    addLesson,
    renameModule,
    removeLesson,
    removeModule,
  }
}
