import type { Answers, EnrolmentId, LessonId, PersonId, TenantId } from '@edurise/contracts'
import { json, newId, type TenantDb } from '@edurise/db'

export interface Attempt {
  answers: Answers
  points: number
  maxPoints: number
  percent: number
  passed: boolean
  createdAt: string
}

interface AttemptKey {
  tenantId: TenantId
  enrolmentId: EnrolmentId
  lessonId: LessonId
  attemptKey: string
}

/** assessments.submitQuiz: what the same submission did before. */
export function findAttempt(trx: TenantDb, { tenantId, enrolmentId, lessonId, attemptKey }: AttemptKey): Promise<Attempt | undefined> {
  return trx
    .selectFrom('quiz_attempts')
    .select(['answers', 'points', 'max_points as maxPoints', 'percent', 'passed', 'created_at as createdAt'])
    .where('tenant_id', '=', tenantId)
    .where('enrolment_id', '=', enrolmentId)
    .where('lesson_id', '=', lessonId)
    .where('attempt_key', '=', attemptKey)
    .executeTakeFirst()
}

export async function insertAttempt(
  trx: TenantDb,
  { tenantId, enrolmentId, lessonId, attemptKey, personId }: AttemptKey & { personId: PersonId },
  { answers, points, maxPoints, percent, passed, createdAt }: Attempt,
): Promise<void> {
  await trx
    .insertInto('quiz_attempts')
    .values({
      tenant_id: tenantId,
      id: newId<string>(),
      enrolment_id: enrolmentId,
      lesson_id: lessonId,
      person_id: personId,
      attempt_key: attemptKey,
      answers: json(answers),
      points,
      max_points: maxPoints,
      percent,
      passed,
      created_at: createdAt,
    })
    .execute()
}
