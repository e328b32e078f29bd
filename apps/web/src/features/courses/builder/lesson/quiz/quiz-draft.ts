import type { AuthoredQuestion, AuthoredQuiz, QuestionKind } from '@edurise/contracts'

const newKey = () => crypto.randomUUID().slice(0, 8)

export function newQuestion(kind: QuestionKind): AuthoredQuestion {
  const options = kind === 'short' ? [] : [newOption(), newOption()]
  return { id: newKey(), kind, prompt: '', points: 1, options, accepted: [], explanation: '' }
}

export const newOption = () => ({ id: newKey(), text: '', correct: false })

/** The same question once more, with keys of its own. */
export function duplicate(question: AuthoredQuestion): AuthoredQuestion {
  return {
    ...question,
    id: newKey(),
    options: question.options.map((option) => ({ ...option, id: newKey() })),
    accepted: [...question.accepted],
  }
}

/** Another kind keeps whatever of the question has a meaning in it; options wait for the day the kind is changed back. */
export function asKind(question: AuthoredQuestion, kind: QuestionKind): AuthoredQuestion {
  const options = kind === 'short' || question.options.length ? question.options : [newOption(), newOption()]
  const first = options.findIndex(({ correct }) => correct)
  return {
    ...question,
    kind,
    options: kind === 'single' ? options.map((option, index) => ({ ...option, correct: index === first })) : options,
  }
}

/** Marks an option as right; of one right answer, the others are then wrong. */
export function marked(question: AuthoredQuestion, optionId: string, correct: boolean): AuthoredQuestion {
  return {
    ...question,
    options: question.options.map((option) =>
      option.id === optionId ? { ...option, correct } : question.kind === 'single' && correct ? { ...option, correct: false } : option,
    ),
  }
}

export function moved(quiz: AuthoredQuiz, from: number, to: number): AuthoredQuiz {
  const question = quiz.questions[from]
  if (!question || to < 0 || to >= quiz.questions.length) return quiz
  return { questions: quiz.questions.toSpliced(from, 1).toSpliced(to, 0, question) }
}

export type Lack = 'prompt' | 'options' | 'option-text' | 'right' | 'accepted'

/** What a question still needs before it can be asked, the first thing first. */
export function lacksOf({ kind, prompt, options, accepted }: AuthoredQuestion): Lack[] {
  const lacks: Lack[] = []
  if (!prompt.trim()) lacks.push('prompt')
  if (kind === 'short') {
    if (!accepted.some((one) => one.trim())) lacks.push('accepted')
    return lacks
  }
  if (options.length < 2) lacks.push('options')
  if (options.some(({ text }) => !text.trim())) lacks.push('option-text')
  if (!options.some(({ correct }) => correct)) lacks.push('right')
  return lacks
}
