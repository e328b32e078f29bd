import type { LessonView, QuizQuestion, QuizResult } from '@edurise/contracts'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '../../api.ts'
import { refusalOf } from '../../errors.ts'
import { forgetAttempt, isAnswered, keepAttempt, newAttempt, openAttempt, withChoice, type Attempt } from './attempt.ts'

interface Of {
  courseId: LessonView['course']['id']
  lessonId: LessonView['lesson']['id']
  /** Null: nobody known is answering, and nothing outlives the page. */
  personId: string | null
  questions: readonly QuizQuestion[]
  onResult: (result: QuizResult, answers: Attempt['answers']) => void
}

/** A try at a check: its answers survive reloads and lost connections, and handing in twice is handing in once. */
export function useAttempt({ courseId, lessonId, personId, questions, onResult }: Of) {
  const attempt = ref<Attempt | null>(personId === null ? null : openAttempt(localStorage, personId, lessonId, questions))
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const stored = ref(true)

  const question = computed(() => (attempt.value ? questions[attempt.value.at] : undefined))
  const unanswered = computed(() => questions.filter(({ id }) => !isAnswered(attempt.value?.answers ?? {}, id)))

  function keep(change: Partial<Attempt>): void {
    if (!attempt.value) return
    attempt.value = { ...attempt.value, ...change }
    stored.value = personId !== null && keepAttempt(localStorage, personId, lessonId, attempt.value)
  }

  function begin(): void {
    failure.value = null
    attempt.value = newAttempt()
    keep({})
  }

  function answered(answers: Attempt['answers']): void {
    if (attempt.value?.sent === false) keep({ answers, keptAt: new Date().toISOString() })
  }
  function choose(optionId: string): void {
    if (question.value && attempt.value) answered(withChoice(question.value, attempt.value.answers, optionId))
  }
  function write(text: string): void {
    if (question.value && attempt.value) answered({ ...attempt.value.answers, [question.value.id]: text === '' ? [] : [text] })
  }
  function flag(): void {
    const id = question.value?.id
    if (!id || !attempt.value) return
    const { flags } = attempt.value
    keep({ flags: flags.includes(id) ? flags.filter((one) => one !== id) : [...flags, id] })
  }
  const goTo = (at: number) => keep({ at: Math.min(Math.max(0, at), questions.length - 1) })

  async function handIn(): Promise<void> {
    const open = attempt.value
    if (!open || busy.value) return
    busy.value = true
    failure.value = null
    keep({ sent: true })
    const answers = Object.fromEntries(Object.entries(open.answers).filter(([id]) => isAnswered(open.answers, id)))
    try {
      const result = await api.assessments.submitQuiz.mutate({ courseId, lessonId, attemptKey: open.key, answers })
      if (personId !== null) forgetAttempt(localStorage, personId, lessonId)
      attempt.value = null
      onResult(result, answers)
    } catch (error) {
      failure.value = error
      // A refusal is an answer: nothing was graded, and the answers may be changed again.
      if (refusalOf(error)) keep({ sent: false })
    } finally {
      busy.value = false
    }
  }

  const online = () => {
    if (attempt.value?.sent) void handIn()
  }
  addEventListener('online', online)
  onScopeDispose(() => removeEventListener('online', online))

  return { attempt, question, unanswered, busy, failure, stored, begin, choose, write, flag, goTo, handIn }
}
