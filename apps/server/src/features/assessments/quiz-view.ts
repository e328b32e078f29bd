import type { AuthoredQuiz, FileId, LessonId, QuizQuestion, QuizResult } from '@edurise/contracts'
import { renderInline, renderMarkdown, withFileUrls } from '../../rich-text/render-markdown.ts'
import type { Attempt } from './queries.ts'
import { scoreQuiz } from './score-quiz.ts'

export interface QuizOfLesson {
  id: LessonId
  version: number
  quiz: AuthoredQuiz
}

interface Rendered {
  questions: QuizQuestion[]
  explanations: Map<string, string>
}

const rendered = new Map<string, Rendered>()
const most = 500

/** Rendered once for each version of a lesson. Nothing in it tells an answer. */
function render({ id, version, quiz }: QuizOfLesson): Rendered {
  const key = `${id} ${version}`
  const known = rendered.get(key)
  if (known) return known
  const made: Rendered = {
    questions: quiz.questions.map((question) => ({
      id: question.id,
      kind: question.kind,
      promptHtml: renderMarkdown(question.prompt),
      points: question.points,
      options: question.options.map(({ id: option, text }) => ({ id: option, html: renderInline(text) })),
    })),
    explanations: new Map(quiz.questions.map((question) => [question.id, renderMarkdown(question.explanation)])),
  }
  rendered.set(key, made)
  const [oldest] = rendered.size > most ? rendered.keys() : []
  if (oldest !== undefined) rendered.delete(oldest)
  return made
}

/** The questions as a learner meets them. */
export function questionsOf(lesson: QuizOfLesson, urlOf: (fileId: FileId) => string): QuizQuestion[] {
  return render(lesson).questions.map((question) => ({
    ...question,
    promptHtml: withFileUrls(question.promptHtml, urlOf),
    options: question.options.map(({ id, html }) => ({ id, html: withFileUrls(html, urlOf) })),
  }))
}

/** What an attempt came to. Right answers are told once the quiz is passed. */
export function resultOf(lesson: QuizOfLesson, passPercent: number, attempt: Attempt, urlOf: (fileId: FileId) => string): QuizResult {
  const { points, maxPoints, percent, passed, createdAt, answers } = attempt
  const { explanations } = render(lesson)
  const { correct } = scoreQuiz(lesson.quiz, answers)
  const solutions = new Map(
    lesson.quiz.questions.map(({ id, kind, options, accepted }) => [
      id,
      kind === 'short' ? accepted : options.filter((option) => option.correct).map((option) => option.id),
    ]),
  )
  return {
    points,
    maxPoints,
    percent,
    passPercent,
    passed,
    handedInAt: createdAt,
    questions: correct.map((question) => ({
      ...question,
      explanationHtml: withFileUrls(explanations.get(question.id) ?? '', urlOf),
      solution: passed ? (solutions.get(question.id) ?? []) : null,
    })),
  }
}
