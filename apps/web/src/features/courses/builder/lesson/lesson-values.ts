import type { AuthoredQuiz, LessonDraft, LessonPatch } from '@edurise/contracts'
import type { Loaded } from '../use-autosave.ts'

type StoredVideo = NonNullable<LessonPatch['video']>

/** What an author writes in a lesson, as it is edited. */
export interface LessonValues {
  title: string
  minutes: number
  preview: boolean
  body: string
  video: StoredVideo | null
  quiz: AuthoredQuiz | null
  passPercent: number
  watchPercent: number
}

export function lessonValues(draft: LessonDraft): Loaded<LessonValues> {
  const { title, minutes, preview, body, video, quiz, passPercent, watchPercent, version } = draft
  return {
    version,
    values: {
      title,
      minutes,
      preview,
      body,
      video: video && {
        fileId: video.fileId,
        durationSeconds: video.durationSeconds,
        captions: video.captions.map(({ language, fileId }) => ({ language, fileId })),
      },
      quiz,
      passPercent,
      watchPercent,
    },
  }
}

const between = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most

export function heldOfLesson({ title, minutes, passPercent, watchPercent }: LessonValues): (keyof LessonValues)[] {
  const held: (keyof LessonValues)[] = []
  if (!title.trim()) held.push('title')
  if (!between(minutes, 1, 600)) held.push('minutes')
  if (!between(passPercent, 0, 100)) held.push('passPercent')
  if (!between(watchPercent, 1, 100)) held.push('watchPercent')
  return held
}

/** A lesson has a video or a quiz by its kind: what is not there is not sent. */
export function lessonToSend({ video, quiz, ...rest }: Partial<LessonValues>): LessonPatch {
  return { ...rest, ...(video && { video }), ...(quiz && { quiz }) }
}
