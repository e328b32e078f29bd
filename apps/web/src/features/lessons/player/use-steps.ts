import type { LessonView, Step } from '@edurise/contracts'
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '../../../api.ts'
import { refusalOf } from '../../../errors.ts'

type LessonId = LessonView['lesson']['id']

/**
 * Which lessons of a course are done. A tick appears at once and is taken back, with words, when it could not be kept; what was lost on the way is
 * sent again by itself.
 */
export function useSteps(view: Ref<LessonView | undefined>) {
  const kept = ref(new Set<string>())
  const hoped = ref(new Set<string>())
  const failure = shallowRef<{ lessonId: string; error: unknown } | null>(null)
  const finishedNow = ref(false)
  let course = ''

  watch(
    view,
    (arrived) => {
      if (!arrived) return
      if (arrived.course.id !== course) {
        course = arrived.course.id
        kept.value = new Set()
        hoped.value = new Set()
        failure.value = null
        finishedNow.value = false
      }
      // What was done stays done, whichever answer arrives last.
      for (const id of arrived.done) kept.value.add(id)
    },
    { immediate: true },
  )

  const done = computed<ReadonlySet<string>>(() => new Set([...kept.value, ...hoped.value]))

  const lessons = computed(() => view.value?.modules.flatMap((module) => module.lessons) ?? [])
  const whole = computed(() => lessons.value.length > 0 && lessons.value.every(({ id }) => kept.value.has(id)))

  /** The server has said how a lesson stands. The course is finished now when this lesson was the last one open. */
  function took(lessonId: string, step: Pick<Step, 'completed'>): void {
    if (!step.completed || kept.value.has(lessonId)) return
    kept.value.add(lessonId)
    if (whole.value) finishedNow.value = true
  }

  async function complete(lessonId: LessonId): Promise<void> {
    const courseId = view.value?.course.id
    if (!courseId || done.value.has(lessonId)) return
    failure.value = null
    hoped.value.add(lessonId)
    try {
      took(lessonId, await api.enrolments.completeLesson.mutate({ courseId, lessonId }))
    } catch (error) {
      failure.value = { lessonId, error }
    } finally {
      hoped.value.delete(lessonId)
    }
  }

  async function retry(): Promise<void> {
    const failed = failure.value
    const lesson = lessons.value.find(({ id }) => id === failed?.lessonId)
    if (lesson) await complete(lesson.id)
  }
  const again = () => {
    if (failure.value && !refusalOf(failure.value.error)) void retry()
  }
  addEventListener('online', again)
  onScopeDispose(() => removeEventListener('online', again))

  return { done, whole, failure, finishedNow, took, complete, retry }
}
