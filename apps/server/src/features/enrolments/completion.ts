import type { AuthoredQuiz, CompletionRule, LessonId } from '@edurise/contracts'
import type { StoredVideo } from '@edurise/db'

export interface LessonToLearn {
  kind: 'text' | 'video' | 'quiz'
  video: StoredVideo | null
  quiz: AuthoredQuiz | null
  watchPercent: number
  passPercent: number
}

/** What has to happen for a lesson to count as done. A video of unknown length, or a quiz without questions, has to be opened only. */
export function ruleOf({ kind, video, quiz, watchPercent, passPercent }: LessonToLearn): CompletionRule {
  if (kind === 'video' && durationOf(video)) return { kind: 'watch', percent: watchPercent }
  if (kind === 'quiz' && quiz?.questions.length) return { kind: 'pass', percent: passPercent }
  return { kind: 'reach_end' }
}

/** Whole seconds of a video; 0 when they are unknown. */
export function durationOf(video: StoredVideo | null): number {
  return video?.fileId ? Math.floor(video.durationSeconds ?? 0) : 0
}

/** How much of a video has been seen, rounded down so that 100 means all of it. */
export function watchedPercent(coveredSeconds: number, video: StoredVideo | null): number {
  const duration = durationOf(video)
  return duration ? Math.min(100, Math.floor((100 * coveredSeconds) / duration)) : 0
}

/** How far a lesson's own rule has been met, in per cent. */
export function reachedOf(lesson: LessonToLearn, { coveredSeconds, score }: { coveredSeconds: number; score: number | null }): number {
  const rule = ruleOf(lesson)
  if (rule.kind === 'watch') return watchedPercent(coveredSeconds, lesson.video)
  return rule.kind === 'pass' ? (score ?? 0) : 100
}

/** Ranges that could have been watched, as the database merges them: no empty ones, and nothing after the end. */
export function plausible(watched: readonly (readonly [number, number])[], video: StoredVideo | null): [number, number][] {
  const end = durationOf(video)
  return watched.map(([from, to]): [number, number] => [from, Math.min(to, end)]).filter(([from, to]) => from < to)
}

/** Where to go on: the lesson where the learner stopped unless it is done, else the first that is not; undefined when all are. */
export function nextLesson<Lesson extends { id: LessonId }>(
  lessons: readonly Lesson[],
  done: ReadonlySet<LessonId>,
  last: LessonId | null,
): Lesson | undefined {
  const open = lessons.filter(({ id }) => !done.has(id))
  return open.find(({ id }) => id === last) ?? open[0]
}
