import type { enrolments, Step } from '@edurise/contracts'
import type { z } from 'zod'
import { asTenant, type MemberContext } from '../../../context.ts'
import { plausible } from '../completion.ts'
import { learn, openLesson } from './learn-lesson.ts'

/** Where the learner is, and what they saw since they last said so. */
export function keepPlace(
  ctx: MemberContext,
  { position, watched, ...lesson }: z.output<typeof enrolments.keepPlace.input>,
): Promise<z.infer<typeof Step>> {
  return asTenant(ctx, async (trx) => {
    const open = await openLesson(ctx, trx, lesson)
    return learn(ctx, trx, open, { position, watched: plausible(watched, open.lesson.video) })
  })
}

/** The learner says that they are through; a rule of the lesson may say that they are not. */
export function completeLesson(
  ctx: MemberContext,
  lesson: z.output<typeof enrolments.completeLesson.input>,
): Promise<z.infer<typeof Step>> {
  return asTenant(ctx, async (trx) => learn(ctx, trx, await openLesson(ctx, trx, lesson), {}, { finishing: true }))
}
