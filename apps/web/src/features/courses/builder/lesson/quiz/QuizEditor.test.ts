import type { AuthoredQuestion } from '@edurise/contracts'
import { expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { render } from '../../../../../testing/render.ts'
import { asKind, duplicate, lacksOf, marked, moved, newQuestion } from './quiz-draft.ts'
import QuizEditor from './QuizEditor.vue'

const question = (values: Partial<AuthoredQuestion> = {}): AuthoredQuestion => ({
  id: 'q1',
  kind: 'single',
  prompt: 'Which?',
  points: 1,
  accepted: [],
  explanation: '',
  options: [
    { id: 'a', text: 'This', correct: true },
    { id: 'b', text: 'That', correct: false },
  ],
  ...values,
})

it('says of a question what it lacks before it can be asked', () => {
  expect(lacksOf(question())).toEqual([])
  expect(lacksOf(newQuestion('single'))).toEqual(['prompt', 'option-text', 'right'])
  expect(lacksOf(question({ options: [] }))).toEqual(['options', 'right'])
  expect(lacksOf(newQuestion('short'))).toEqual(['prompt', 'accepted'])
  expect(lacksOf(question({ kind: 'short', accepted: ['x'] }))).toEqual([])
})

it('another kind loses nothing that was typed, and one right answer is one', () => {
  const several = marked(question({ kind: 'multiple' }), 'b', true)
  expect(several.options.map(({ correct }) => correct)).toEqual([true, true])
  expect(asKind(several, 'single').options.map(({ correct }) => correct)).toEqual([true, false])
  expect(asKind(asKind(question(), 'short'), 'single')).toEqual(question())
  expect(marked(question(), 'b', true).options.map(({ correct }) => correct)).toEqual([false, true])
})

it('a duplicate has keys of its own; a move stops at the ends', () => {
  const twin = duplicate(question())
  expect(twin.id).not.toBe('q1')
  expect(twin.options.map(({ id }) => id)).not.toContain('a')
  const quiz = { questions: [question(), twin] }
  expect(moved(quiz, 0, 1).questions).toEqual([twin, question()])
  expect(moved(quiz, 1, 2)).toBe(quiz)
})

it('what a question lacks stands beside its field, and what was typed stays', async () => {
  const quiz = ref({ questions: [question({ options: [{ id: 'a', text: 'This', correct: false }] })] })
  const page = defineComponent(
    () => () =>
      h(QuizEditor, {
        modelValue: quiz.value,
        reading: { lang: 'en', dir: 'ltr' },
        'onUpdate:modelValue': (now: typeof quiz.value) => (quiz.value = now),
      }),
  )
  const view = await render(page, { messages: ['courses', 'courses/builder'] })
  expect(view.text()).toContain('At least two answers are needed.')
  const prompt = view.find('textarea')
  await prompt.setValue('')
  expect(view.text()).toContain('Write what is asked.')
  await prompt.setValue('Which one?')
  expect(view.text()).not.toContain('Write what is asked.')
  expect(quiz.value.questions[0]).toMatchObject({ prompt: 'Which one?', options: [{ text: 'This' }] })
})
