import type { CourseDraft, CoursePatch } from '@edurise/contracts'
import type { Loaded } from '../use-autosave.ts'

/** What an author says of a course, as it is edited. */
export type CourseValues = { [Name in keyof CoursePatch]-?: Exclude<CoursePatch[Name], undefined> }

export function courseValues(draft: CourseDraft): Loaded<CourseValues> {
  const { title, promise, description, language, subject, level, outcomes, faq, cover, priceMinor, currency, refundDays, teacherBio } =
    draft
  return {
    version: draft.version,
    values: {
      title,
      promise,
      description,
      language,
      subject,
      level,
      outcomes,
      faq,
      coverSeed: cover.seed,
      coverFileId: cover.fileId,
      priceMinor,
      currency,
      refundDays,
      teacherBio,
    },
  }
}

const filled = (text: string) => text.trim() !== ''

/** What the server would refuse, and whoever types is still at. Lines that are empty are not sent, and need not be held. */
export function heldOfCourse({ title, promise, outcomes, faq }: CourseValues, published: boolean): (keyof CourseValues)[] {
  const held: (keyof CourseValues)[] = []
  if (title.trim().length < 3) held.push('title')
  if (faq.some(({ question, answer }) => filled(question) !== filled(answer))) held.push('faq')
  // What is on the market keeps what it needed to get there.
  if (published && !filled(promise)) held.push('promise')
  if (published && !outcomes.some(filled)) held.push('outcomes')
  return held
}

/** As it is sent: without the lines that nobody has filled in. */
export function courseToSend(patch: Partial<CourseValues>): CoursePatch {
  const { outcomes, faq, ...rest } = patch
  return {
    ...rest,
    ...(outcomes && { outcomes: outcomes.filter(filled) }),
    ...(faq && { faq: faq.filter(({ question, answer }) => filled(question) || filled(answer)) }),
  }
}
