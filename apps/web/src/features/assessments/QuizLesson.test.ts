import type { Answers, Lesson, QuizResult } from '@edurise/contracts'
import { AppError } from '@edurise/contracts/errors'
import { CourseId, LessonId } from '@edurise/contracts/ids'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, shallowRef } from 'vue'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import QuizLesson from './QuizLesson.vue'
import { aResult, questions } from './testing.ts'

const courseId = CourseId.parse('0190a000-0000-7000-8000-000000000900')
const lessonId = LessonId.parse('0190a000-0000-7000-8000-000000000001')

/** The page around a check, which keeps what came of it. */
const page = () =>
  defineComponent(() => {
    const taking = ref(false)
    const lesson = shallowRef<Lesson & { quiz: NonNullable<Lesson['quiz']> }>({
      id: lessonId,
      title: 'Check: chart and compass',
      kind: 'quiz',
      minutes: 6,
      html: '',
      video: null,
      quiz: { passPercent: 70, questions },
      rule: { kind: 'pass', percent: 70 },
      progress: null,
      lastResult: null,
      lastAnswers: null,
    })
    return () =>
      h(QuizLesson, {
        courseId,
        lesson: lesson.value,
        language: 'en',
        as: 'enrolled',
        personId: 'amina',
        courseAddress: '/courses/x',
        taking: taking.value,
        'onUpdate:taking': (value: boolean) => (taking.value = value),
        onAnswered: (lastResult: QuizResult, lastAnswers: Answers) => (lesson.value = { ...lesson.value, lastResult, lastAnswers }),
      })
  })
const open = () => render(page(), { messages: ['assessments'] })
type Open = Awaited<ReturnType<typeof open>>

const key = async (code: string) => {
  dispatchEvent(new KeyboardEvent('keydown', { key: code, cancelable: true, bubbles: true }))
  await flushPromises()
}
const checked = (view: Open) => view.findAll('input:checked').map((input) => input.attributes('value'))

async function answerAll(view: Open): Promise<void> {
  await press(view, 'Begin')
  await key('b')
  await view.find('form').trigger('submit')
  await key('a')
  await key('2')
  await view.find('form').trigger('submit')
  await view.find('input[type="text"]').setValue('48')
  await view.find('form').trigger('submit')
  await flushPromises()
}

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('scrollTo', () => {})
})

it('a letter chooses its option, and the next question gets the focus', async () => {
  fakeServer({})
  const view = await open()
  await press(view, 'Begin')
  expect(document.activeElement?.textContent).toContain('Where do you measure distance?')
  await key('b')
  expect(checked(view)).toEqual(['b'])
  expect(view.find('[role="status"]').text()).toMatch(/^Answer kept at \d\d:\d\d:\d\d/)
  await view.find('form').trigger('submit')
  await flushPromises()
  expect(document.activeElement?.textContent).toContain('What changes deviation?')
})

it('a letter in a text is a letter', async () => {
  fakeServer({})
  const view = await open()
  await press(view, 'Begin')
  await view.find('form').trigger('submit')
  await view.find('form').trigger('submit')
  const input = view.find('input[type="text"]')
  await input.trigger('keydown', { key: 'a' })
  await input.setValue('48')
  expect(view.find('nav').text()).not.toContain('A')
  expect(view.findAll('nav button').map((button) => button.attributes('aria-label'))).toEqual([
    'Question 1: open',
    'Question 2: open',
    'Question 3: answered',
  ])
})

it('answers, flags and the place are there again after the page was loaded anew', async () => {
  fakeServer({})
  const first = await open()
  await press(first, 'Begin')
  await key('b')
  await press(first, 'Look again later')
  await first.find('form').trigger('submit')
  first.unmount()

  const second = await open()
  expect(second.findAll('nav button').map((button) => button.attributes('aria-label'))).toEqual([
    'Question 1: answered, look again',
    'Question 2: open',
    'Question 3: open',
  ])
  expect(second.find('[aria-current="step"]').attributes('aria-label')).toBe('Question 2: open')
})

it('before handing in, what has no answer is named', async () => {
  fakeServer({})
  const view = await open()
  await press(view, 'Begin')
  await key('a')
  await press(view, 'Hand in')
  expect(view.text()).toContain('2 questions have no answer yet.')
})

it('handing in shows the score, what was asked for, and why', async () => {
  const calls = fakeServer({ 'assessments.submitQuiz': () => aResult(true) })
  const view = await open()
  await answerAll(view)
  await press(view, 'Hand in my answers')
  expect(calls[0]?.input).toMatchObject({ courseId, lessonId, answers: { q1: ['b'], q2: ['a', 'b'], q3: ['48'] } })
  expect(view.find('h2').text()).toBe('Passed')
  expect(view.text()).toContain('4 of 4 points, 100 %')
  expect(view.text()).toContain('70 % was asked for.')
  expect(view.text()).toContain('Because of q1.')
  expect(localStorage).toHaveLength(0)
})

it('when the answer is lost, trying again asks for the same attempt, also after the page was loaded anew', async () => {
  const keys: unknown[] = []
  let lost = true
  fakeServer({
    'assessments.submitQuiz': (input) => {
      keys.push((input as { attemptKey: string }).attemptKey)
      if (lost) throw new TypeError('network')
      return aResult(false)
    },
  })
  const first = await open()
  await answerAll(first)
  await press(first, 'Hand in my answers')
  expect(first.find('[role="alert"]').text()).toContain('No answer has come.')
  expect(first.findAll('ol button[disabled]')).toHaveLength(3)
  first.unmount()

  lost = false
  const second = await open()
  await press(second, 'Ask for the result again')
  expect(second.text()).toContain('Not passed yet')
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
})

it('a new try is a new attempt', async () => {
  const keys = new Set<unknown>()
  fakeServer({
    'assessments.submitQuiz': (input) => {
      keys.add((input as { attemptKey: string }).attemptKey)
      return aResult(false)
    },
  })
  const view = await open()
  await answerAll(view)
  await press(view, 'Hand in my answers')
  await press(view, 'Try again')
  expect(checked(view)).toEqual([])
  await press(view, 'Hand in')
  await press(view, 'Hand in my answers')
  expect(keys.size).toBe(2)
})

it('a refusal is an answer: it is said, and the answers may be changed', async () => {
  fakeServer({
    'assessments.submitQuiz': () => {
      throw new AppError('LESSON_IS_NO_QUIZ', {})
    },
  })
  const view = await open()
  await answerAll(view)
  await press(view, 'Hand in my answers')
  expect(view.find('[role="alert"]').text()).toBe('This lesson has no questions to answer.')
  expect(view.findAll('ol button[disabled]')).toHaveLength(0)
})
