import type { AuthoredQuiz, LessonId } from '@edurise/contracts'
import { newId, inTenant } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { refusal, useWorld } from '../../testing/world.ts'
import { storeFile } from '../files/index.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })

const quiz: AuthoredQuiz = {
  questions: [
    {
      id: 'q1',
      kind: 'single',
      prompt: 'Is **this** right?',
      points: 1,
      accepted: [],
      explanation: 'Because.',
      options: [
        { id: 'a', text: 'Yes', correct: true },
        { id: 'b', text: 'No', correct: false },
      ],
    },
    { id: 'q2', kind: 'short', prompt: 'How many?', points: 1, accepted: ['secret48'], explanation: '', options: [] },
  ],
}

async function aCourseToRead() {
  const teacher = await world.signedIn({ role: 'teacher' })
  const course = await world.aCourse({ tenantId: teacher.tenantId, teacherId: teacher.person.id, priceMinor: 0 })
  const preview = await world.aLesson({ ...course, position: 5, preview: true, title: 'Free to read' })
  const quizId = await world.aLesson({ ...course, position: 6, kind: 'quiz', quiz })
  const learner = await world.signedIn({ tenant: teacher })
  await learner.api.enrolments.enrol({ courseId: course.courseId })
  return { teacher, course, preview, quizId, learner, first: course.lessonIds[0] ?? newId<LessonId>() }
}

describe('reading a lesson', () => {
  it('is for learners, for staff, and for everybody where it is a preview', async () => {
    const { teacher, course, preview, learner, first } = await aCourseToRead()
    const { slug } = course
    const passer = await world.signedIn()
    expect((await learner.api.lessons.read({ slug, lessonId: first })).as).toBe('enrolled')
    expect((await teacher.api.lessons.read({ slug, lessonId: first })).as).toBe('staff')
    for (const visitor of [world.visitor(teacher).api, world.visitor().marketplace, passer.marketplace]) {
      expect((await visitor.lessons.read({ slug })).lesson.id).toBe(preview)
      expect((await visitor.lessons.read({ slug, lessonId: preview })).as).toBe('preview')
      await expect(visitor.lessons.read({ slug, lessonId: first })).rejects.toMatchObject({
        cause: { code: 'NOT_ENROLLED', data: { slug, title: course.title } },
      })
      await expect(visitor.lessons.read({ slug, lessonId: newId() })).rejects.toMatchObject(refusal('LESSON_NOT_FOUND'))
    }
    await expect(passer.api.lessons.read({ slug })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
  })

  it('takes two statements, writes nothing, and goes on where the learner stopped', async () => {
    const { course, learner } = await aCourseToRead()
    const [one = newId<LessonId>(), two = newId<LessonId>()] = course.lessonIds
    const { courseId, slug } = course
    await learner.api.enrolments.keepPlace({ courseId, lessonId: two, position: 400, watched: [] })
    const { result, sql } = await world.statements(() => learner.api.lessons.read({ slug }))
    // The world of the tests remembers neither routes nor rights, as the server does.
    expect(sql.filter((text) => !/course_routes|memberships/.test(text))).toHaveLength(2)
    expect(sql.every((text) => /^select/i.test(text))).toBe(true)
    expect(result.lesson).toMatchObject({ id: two, progress: { state: 'started', position: 400 }, rule: { kind: 'reach_end' } })
    await learner.api.enrolments.completeLesson({ courseId, lessonId: two })
    const next = await learner.api.lessons.read({ slug })
    expect(next.lesson.id).toBe(one)
    expect(next.done).toEqual([two])
  })

  it('never tells the answers of a quiz before it is passed', async () => {
    const { course, quizId, learner, teacher } = await aCourseToRead()
    const { courseId, slug } = course
    for (const { api } of [learner, teacher]) {
      const view = await api.lessons.read({ slug, lessonId: quizId })
      expect(JSON.stringify(view)).not.toMatch(/secret48|correct|Because/)
      expect(view.lesson.quiz?.questions[0]?.promptHtml).toContain('<strong>this</strong>')
    }
    const attemptKey = crypto.randomUUID()
    const failed = await learner.api.assessments.submitQuiz({ courseId, lessonId: quizId, attemptKey, answers: { q1: ['a'], q2: ['no'] } })
    expect(failed).toMatchObject({
      points: 1,
      maxPoints: 2,
      percent: 50,
      passed: false,
      questions: [
        { correct: true, solution: null },
        { correct: false, solution: null },
      ],
    })
    expect(JSON.stringify(failed)).not.toMatch(/secret48/)
    await expect(learner.api.enrolments.completeLesson({ courseId, lessonId: quizId })).rejects.toMatchObject({
      cause: { data: { rule: 'pass', percent: 70, reached: 50 } },
    })
    const passed = await learner.api.assessments.submitQuiz({
      courseId,
      lessonId: quizId,
      attemptKey: crypto.randomUUID(),
      answers: { q1: ['a'], q2: [' SECRET٤٨ '] },
    })
    expect(passed).toMatchObject({ percent: 100, passed: true, questions: [{ solution: ['a'] }, { solution: ['secret48'] }] })
    const again = await learner.api.assessments.submitQuiz({ courseId, lessonId: quizId, attemptKey: crypto.randomUUID(), answers: {} })
    expect(again.passed).toBe(false)
    const { lesson, done } = await learner.api.lessons.read({ slug, lessonId: quizId })
    expect(lesson).toMatchObject({ progress: { state: 'completed' }, lastResult: { percent: 0 }, lastAnswers: {} })
    expect(done).toEqual([quizId])
  })

  it('scores one attempt once, however often it is sent', async () => {
    const { course, quizId, learner } = await aCourseToRead()
    const call = { courseId: course.courseId, lessonId: quizId, attemptKey: crypto.randomUUID(), answers: { q1: ['a'], q2: ['secret48'] } }
    const results = await Promise.all([1, 2, 3, 4].map(() => learner.api.assessments.submitQuiz(call)))
    expect(new Set(results.map(({ handedInAt }) => handedInAt)).size).toBe(1)
    expect(await learner.api.assessments.submitQuiz({ ...call, answers: {} })).toEqual(results[0])
    const attempts = await world.db.open.selectFrom('quiz_attempts').select('id').where('lesson_id', '=', quizId).execute()
    expect(attempts).toHaveLength(1)
    const { result, sql } = await world.statements(() => learner.api.assessments.submitQuiz({ ...call, attemptKey: crypto.randomUUID() }))
    expect([result.passed, sql.length <= 10]).toEqual([true, true])
    await expect(learner.api.assessments.submitQuiz({ ...call, lessonId: course.lessonIds[0] ?? quizId })).rejects.toMatchObject(
      refusal('LESSON_IS_NO_QUIZ'),
    )
  })
})

describe('writing lessons', () => {
  it('keeps text as it was written and as it is safe to show', async () => {
    const { teacher, course, first } = await aCourseToRead()
    const { courseId, slug } = course
    const saved = await teacher.api.lessons.update({
      courseId,
      lessonId: first,
      version: 1,
      patch: { body: '# Loop\n\n<script>alert(1)</script> $x^2$' },
    })
    expect(saved.html).not.toContain('<script')
    expect((await teacher.api.lessons.byId({ courseId, lessonId: first })).body).toContain('<script>')
    expect((await teacher.api.lessons.read({ slug, lessonId: first })).lesson.html).toMatch(/<h2 id="h-loop">.*<msup>/s)
    await expect(teacher.api.lessons.update({ courseId, lessonId: first, version: 1, patch: { body: 'x' } })).rejects.toMatchObject(
      refusal('LESSON_CHANGED_MEANWHILE'),
    )
    expect((await teacher.api.lessons.preview({ body: '**b**' })).html).toBe('<p><strong>b</strong></p>\n')
  })

  it('takes files of its own portal alone, and gives them addresses that end', async () => {
    const { teacher, course } = await aCourseToRead()
    const stranger = await world.signedIn({ role: 'teacher' })
    const { courseId, moduleId, slug } = course
    const store = (tenantId: typeof course.tenantId, kind: 'video' | 'captions', mime: string) =>
      inTenant(world.platform.db, tenantId, (trx) =>
        storeFile(trx, world.platform, { tenantId, kind, name: 'a', mime, bytes: Buffer.from('x'), createdBy: null }),
      )
    const [own, captions, foreign] = [
      await store(course.tenantId, 'video', 'video/webm'),
      await store(course.tenantId, 'captions', 'text/vtt'),
      await store(stranger.tenantId, 'video', 'video/webm'),
    ]
    const { lessonId } = await teacher.api.lessons.add({ courseId, moduleId, kind: 'video', title: 'Film' })
    const video = { fileId: own, durationSeconds: 12, captions: [{ language: 'en' as const, fileId: captions }] }
    for (const wrong of [
      { ...video, fileId: foreign },
      { ...video, fileId: captions },
      { ...video, fileId: newId<typeof own>() },
    ]) {
      await expect(teacher.api.lessons.update({ courseId, lessonId, version: 1, patch: { video: wrong } })).rejects.toMatchObject(
        refusal('FILE_NOT_FOUND'),
      )
    }
    await teacher.api.lessons.update({ courseId, lessonId, version: 1, patch: { video } })
    const { lesson } = await teacher.api.lessons.read({ slug, lessonId })
    expect(lesson).toMatchObject({ rule: { kind: 'watch', percent: 80 }, video: { mime: 'video/webm', captions: [{ language: 'en' }] } })
    expect(lesson.video?.url).toMatch(new RegExp(`^/files/${course.tenantId}/${own}/video\\.webm\\?e=\\d+&s=`))
  })

  it('moves, removes and restores lessons, and always counts them from 0', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const course = await world.aCourse({ tenantId: teacher.tenantId, teacherId: teacher.person.id, lessons: 4 })
    const { courseId, moduleId, lessonIds } = course
    const other = await teacher.api.courses.addModule({ courseId, title: 'Second' })
    const [a = newId<LessonId>(), b = newId<LessonId>(), c, d] = lessonIds
    await teacher.api.lessons.move({ courseId, lessonId: a, moduleId, position: 2 })
    await teacher.api.lessons.move({ courseId, lessonId: b, moduleId: other.moduleId, position: 7 })
    const outline = async () => (await teacher.api.courses.byId({ courseId })).modules.map(({ lessons }) => lessons.map(({ id }) => id))
    expect(await outline()).toEqual([[c, a, d], [b]])
    await Promise.all(lessonIds.map((lessonId, index) => teacher.api.lessons.move({ courseId, lessonId, moduleId, position: index })))
    const positions = await world.db.open
      .selectFrom('lessons')
      .select('position')
      .where('module_id', '=', moduleId)
      .orderBy('position')
      .execute()
    expect(positions.map(({ position }) => position)).toEqual([0, 1, 2, 3])
    const before = await outline()
    await teacher.api.lessons.remove({ courseId, lessonId: a })
    await expect(teacher.api.lessons.byId({ courseId, lessonId: a })).rejects.toMatchObject(refusal('LESSON_NOT_FOUND'))
    await Promise.all([teacher.api.lessons.restore({ courseId, lessonId: a }), teacher.api.lessons.restore({ courseId, lessonId: a })])
    expect(await outline()).toEqual(before)
  })

  it('is unknown ground for colleagues and other portals', async () => {
    const { course, first, teacher } = await aCourseToRead()
    const { courseId, moduleId } = course
    for (const other of [await world.signedIn({ role: 'teacher', tenant: teacher }), await world.signedIn({ role: 'admin' })]) {
      await expect(other.api.lessons.byId({ courseId, lessonId: first })).rejects.toMatchObject(refusal('COURSE_NOT_FOUND'))
      await expect(other.api.lessons.add({ courseId, moduleId, kind: 'text', title: 'x' })).rejects.toMatchObject(
        refusal('COURSE_NOT_FOUND'),
      )
      await expect(other.api.lessons.update({ courseId, lessonId: first, version: 1, patch: {} })).rejects.toMatchObject(
        refusal('COURSE_NOT_FOUND'),
      )
    }
  })
})
