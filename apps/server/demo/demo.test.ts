import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const here = import.meta.dirname
const language = z.enum(['en', 'ar', 'so'])
const subject = z.enum(['code', 'data', 'design', 'business', 'language', 'health', 'farm', 'build', 'food', 'teach'])
const inThree = z.strictObject({ en: z.string().min(2), ar: z.string().min(2), so: z.string().min(2) })

const lessonShape = z.strictObject({
  title: z.string().min(3),
  kind: z.enum(['text', 'video', 'quiz']),
  minutes: z.int().min(1).max(20),
  preview: z.boolean(),
  file: z.string(),
  video: z
    .strictObject({
      file: z.string(),
      poster: z.string(),
      captions: z.array(z.strictObject({ language, file: z.string() })),
      transcript: z.string(),
    })
    .optional(),
})

const courseShape = z.strictObject({
  slug: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(5).max(80),
  promise: z.string().min(30).max(200),
  description: z.string().min(80),
  language,
  subject,
  level: z.enum(['beginner', 'intermediate', 'advanced']),
  priceMinor: z.int().min(0),
  currency: z.literal('USD'),
  refundDays: z.int().min(0).max(60),
  outcomes: z.array(z.string().min(10)).min(4).max(6),
  faq: z
    .array(z.strictObject({ question: z.string(), answer: z.string() }))
    .min(2)
    .max(3),
  teacher: z.strictObject({ key: z.string(), name: z.string(), bio: z.string() }),
  featured: z.boolean(),
  modules: z.array(z.strictObject({ title: z.string(), lessons: z.array(lessonShape).min(1) })).min(2),
  reviews: z
    .array(z.strictObject({ rating: z.int().min(1).max(5), text: z.string().min(10), name: z.string() }))
    .min(2)
    .max(4),
})

const quizShape = z.strictObject({
  passPercent: z.literal(70),
  questions: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['single', 'multiple', 'short']),
        points: z.int().min(1),
        prompt: z.string().min(8),
        options: z.array(z.strictObject({ id: z.string(), text: z.string().min(1), correct: z.boolean() })),
        accepted: z.array(z.string().min(1)).optional(),
        explanation: z.string().min(8),
      }),
    )
    .min(4)
    .max(6),
})

const tenantShape = z.strictObject({
  slug: z.string(),
  name: z.string(),
  names: inThree,
  tagline: inThree,
  about: inThree,
  language,
  methods: z.array(z.enum(['stripe', 'paypal', 'bank_transfer'])).min(1),
  bankAccount: z.strictObject({
    holder: z.string().min(2),
    bankName: z.string().min(2),
    iban: z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/),
    deadlineDays: z.int().min(1),
    twoPersonAboveMinor: z.int().nullable(),
  }),
  brand: z.strictObject({
    hue: z.number().min(0).max(360),
    chroma: z.number().min(0.03).max(0.16),
    mark: z.enum(['anchor', 'lamp']),
    logo: z.string(),
  }),
  // As its papers name it.
  company: z.strictObject({
    name: z.string().min(1),
    lines: z.array(z.string().min(1)).min(1).max(5),
    country: z.string().length(2),
    vatId: z.string().optional(),
  }),
})

const text = (path: string) => readFileSync(path, 'utf8')
const json = (path: string): unknown => JSON.parse(text(path))
const folders = (path: string) => readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
const filesUnder = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )

const tenants = z.array(tenantShape).parse(json(join(here, 'tenants.json')))
const courses = tenants.flatMap((tenant) =>
  folders(join(here, tenant.slug)).map((slug) => {
    const folder = join(here, tenant.slug, slug)
    const course = courseShape.parse(json(join(folder, 'course.json')))
    return { tenant: tenant.slug, folder, course, lessons: course.modules.flatMap((module) => module.lessons) }
  }),
)
const quizzes = courses.flatMap(({ folder, lessons }) =>
  lessons.filter((lesson) => lesson.kind === 'quiz').map((lesson) => join(folder, lesson.file)),
)
const pages = filesUnder(here).filter((file) => file.endsWith('.md') && !file.endsWith('LICENSE.md'))
function answerable({ kind, options, accepted = [] }: z.infer<typeof quizShape>['questions'][number]): boolean {
  const right = options.filter((option) => option.correct).length
  if (kind === 'short') return options.length === 0 && accepted.length > 0
  return accepted.length === 0 && (kind === 'single' ? right === 1 : right >= 2) && right < options.length
}

const named = (files: string[]) => files.map((file): [string, string] => [relative(here, file), file])
const seconds = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

describe('the demo as a whole', () => {
  test('has two tenants and eight courses, at least two in Arabic and one in Somali', () => {
    expect(tenants.map((tenant) => tenant.slug)).toEqual(['harbour', 'noor'])
    expect(courses).toHaveLength(8)
    expect(courses.filter(({ course }) => course.language === 'ar').length).toBeGreaterThanOrEqual(2)
    expect(courses.filter(({ course }) => course.language === 'so').length).toBeGreaterThanOrEqual(1)
    expect(new Set(courses.map(({ course }) => course.slug)).size).toBe(8)
  })

  test('sells sea-navigation of harbour for 49.00 USD and gives first-aid-basics away', () => {
    const price = Object.fromEntries(courses.map(({ tenant, course }) => [`${tenant}/${course.slug}`, course.priceMinor]))
    expect(price['harbour/sea-navigation']).toBe(4900)
    expect(price['harbour/first-aid-basics']).toBe(0)
  })

  test('names each of the ten subjects in three languages and states its licence', () => {
    const categories = z.array(z.strictObject({ subject, names: inThree })).parse(json(join(here, 'categories.json')))
    expect(categories.map((category) => category.subject).toSorted()).toEqual([...subject.options].toSorted())
    expect(text(join(here, 'LICENSE.md'))).toContain('CC BY 4.0')
  })

  test('gives each tenant a logo that has a name', () => {
    for (const tenant of tenants) expect(text(join(here, tenant.slug, tenant.brand.logo))).toContain('<title')
  })

  test('carries at least six drawings, each with a title, and no file without a use', () => {
    const drawings = filesUnder(here).filter((file) => file.includes('/images/'))
    const used = pages.flatMap((page) =>
      [...text(page).matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((found) => join(dirname(page), found[1] ?? '')),
    )
    expect(drawings.length).toBeGreaterThanOrEqual(6)
    expect(drawings.toSorted()).toEqual([...new Set(used)].toSorted())
    expect(drawings.filter((drawing) => !text(drawing).includes('<title'))).toEqual([])
  })
})

describe.each(courses)('the course $course.slug', ({ folder, course, lessons }) => {
  test('has four to ten lessons, one of them free to try, and ends its parts in order', () => {
    expect(folder.endsWith(`/${course.slug}`)).toBe(true)
    expect(lessons.length).toBeGreaterThanOrEqual(4)
    expect(lessons.length).toBeLessThanOrEqual(10)
    expect(lessons.some((lesson) => lesson.preview)).toBe(true)
    expect(lessons.map((lesson) => lesson.file)).toEqual(lessons.map((lesson) => lesson.file).toSorted())
  })

  test('refers to every lesson file that is there, and to no other', () => {
    const there = readdirSync(folder).filter((file) => file.endsWith('.md') || file.endsWith('.quiz.json'))
    expect(lessons.map((lesson) => lesson.file).toSorted()).toEqual(there.toSorted())
  })

  test('gives each text a length that fits its minutes', () => {
    const ill = lessons.filter((lesson) => {
      const words = text(join(folder, lesson.file)).split(/\s+/).length
      const pace = words / lesson.minutes
      return lesson.kind === 'text' && (words < 240 || words > 800 || pace < 25 || pace > 110)
    })
    expect(ill.map((lesson) => lesson.file)).toEqual([])
  })

  test('has every video with film, poster, transcript and captions in three languages', () => {
    for (const lesson of lessons) {
      expect(lesson.video !== undefined).toBe(lesson.kind === 'video')
      if (!lesson.video) continue
      const { file, poster, captions, transcript } = lesson.video
      const parts = [file, poster, transcript, ...captions.map((caption) => caption.file)]
      expect(parts.filter((part) => !existsSync(join(folder, part)))).toEqual([])
      expect(statSync(join(folder, file)).size).toBeLessThan(1.5 * 1024 * 1024)
      expect(captions.map((caption) => caption.language)).toEqual(['en', 'ar', 'so'])
    }
  })
})

test.each(named(pages))('%s starts its headings at the second level, describes its images and links only to what exists', (_name, page) => {
  const prose = text(page).replaceAll(/```[\s\S]*?```/g, '')
  expect(prose).not.toMatch(/^# /m)
  expect(text(page).match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0)
  expect(prose.match(/\$\$/g)?.length ?? 0).toSatisfy((marks: number) => marks % 2 === 0)
  for (const [, alt = '', target = ''] of prose.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)) {
    expect(alt.length).toBeGreaterThan(20)
    expect(existsSync(join(dirname(page), target))).toBe(true)
  }
  for (const [, target = ''] of prose.matchAll(/(?<!!)\[[^\]]+\]\(([^)]+)\)/g)) expect(target).toMatch(/^https:\/\//)
  for (const note of prose.matchAll(/\[!(\w+)\]/g)) expect(note[1]).toBe('careful')
})

test.each(named(pages))('%s has tables whose rows all have as many cells as their head', (_name, page) => {
  const blocks = text(page)
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
  for (const rows of blocks.filter((block) => block.length > 0)) {
    expect(rows.filter((row) => row.split('|').length !== rows[0]?.split('|').length)).toEqual([])
    expect(rows[1]).toMatch(/^\|(-+\|)+$/)
  }
})

test.each(named(quizzes))('%s asks in all three ways and can be answered', (_name, file) => {
  const { questions } = quizShape.parse(json(file))
  expect(new Set(questions.map((question) => question.kind))).toEqual(new Set(['single', 'multiple', 'short']))
  expect(new Set(questions.map((question) => question.id)).size).toBe(questions.length)
  for (const { options } of questions) expect(new Set(options.map((option) => option.id)).size).toBe(options.length)
  expect(questions.filter((question) => !answerable(question)).map((question) => question.id)).toEqual([])
})

test.each(named(filesUnder(here).filter((file) => file.endsWith('.vtt'))))(
  '%s holds cues in order, none of them empty or overlapping',
  (_name, file) => {
    const [head, ...cues] = text(file).trim().split('\n\n')
    expect(head).toBe('WEBVTT')
    expect(cues.length).toBeGreaterThan(5)
    let before = 0
    for (const cue of cues) {
      const [, times = '', ...words] = cue.split('\n')
      const [from = '', to = ''] = times.split(' --> ')
      expect(times).toMatch(/^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$/)
      expect(seconds(from)).toBeGreaterThanOrEqual(before)
      expect(seconds(to)).toBeGreaterThan(seconds(from))
      expect(words.join('').trim()).not.toBe('')
      before = seconds(to)
    }
  },
)

test('the transcript of the film says every word of its English captions', () => {
  const video = join(here, 'harbour/sea-navigation')
  const said = text(join(video, '05-two-bearings.md'))
    .replaceAll(/[^a-z ]/gi, ' ')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
  for (const cue of text(join(video, 'video/two-bearings.en.vtt')).trim().split('\n\n').slice(1)) {
    for (const word of (cue.split('\n')[2] ?? '').toLowerCase().match(/[a-z]+/g) ?? []) expect(said).toContain(word)
  }
})
