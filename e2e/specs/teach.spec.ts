import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Locator } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import type { Language } from '../texts.ts'

const video = (name: string) =>
  fileURLToPath(new URL(`../../apps/server/demo/harbour/sea-navigation/video/two-bearings${name}`, import.meta.url))

interface Words {
  title: string
  promise: string
  outcome: string
  part: string
  lessons: [text: string, video: string, quiz: string]
  body: string
  question: string
  answers: [right: string, wrong: string]
}
const written: Record<'en' | 'ar', Words> = {
  en: {
    title: 'Splicing three-strand rope',
    promise: 'Make an eye and a back splice that hold.',
    outcome: 'Make an eye splice with five tucks',
    part: 'Strands',
    lessons: ['Over one, under one', 'A splice on film', 'What holds'],
    body: '## Tucks\n\nEach strand goes **over one and under one**, against the lay.\n\n- five tucks in polyester\n- three in hemp',
    question: 'How many tucks does polyester rope need?',
    answers: ['Five', 'Two'],
  },
  ar: {
    title: 'ضفر الحبال ثلاثية الجدائل',
    promise: 'تصنع عينًا وضفرة طرف تتحملان الشد.',
    outcome: 'تصنع عينًا بخمس تداخلات',
    part: 'الجدائل',
    lessons: ['فوق واحدة وتحت واحدة', 'الضفرة في فيلم', 'ما الذي يثبت'],
    body: '## التداخلات\n\nتمر كل جديلة **فوق واحدة وتحت واحدة** عكس اتجاه البرم.',
    question: 'كم تداخلًا يحتاج حبل البوليستر؟',
    answers: ['خمسة', 'اثنان'],
  },
}

/** Draws a row by its grip to where another one is. */
async function drag(row: Locator, onto: Locator): Promise<void> {
  const page = row.page()
  await row.hover()
  const [from, to] = [await row.locator('[data-grip]').boundingBox(), await onto.boundingBox()]
  if (!from || !to) throw new Error('there is nothing to drag')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2 - 10, { steps: 4 })
  await page.mouse.move(from.x + from.width / 2, to.y + 4, { steps: 12 })
  await page.mouse.up()
}

for (const language of ['en', 'ar'] as const satisfies Language[]) {
  test.describe(language, () => {
    test.use({ language })

    test('a teacher makes a course with a text, a video and a quiz, puts them in order and publishes it, and a visitor finds it', async ({
      page,
      browser,
      at,
      says,
      signIn,
      isAccessible,
    }) => {
      test.setTimeout(180_000)
      const words = written[language]
      const title = `${words.title} ${randomUUID().slice(0, 6)}`
      const exactly = (key: string) => new RegExp(`^(?:${says(key).source})$`)
      const outline = page.getByRole('navigation', { name: says('courses.builder.outline') })
      const rows = outline.locator('[data-lesson]')
      const name = page.getByLabel(says('courses.builder.name.lesson'))
      const isKept = () => expect(page.getByRole('status').filter({ hasText: says('courses.builder.save.kept') })).toBeVisible()
      const moved = () => page.waitForResponse((answer) => answer.url().includes('lessons.move') && answer.ok())
      async function add(kind: 'text' | 'video' | 'quiz', called: string): Promise<void> {
        await outline.getByRole('button', { name: exactly('courses.builder.add.lesson') }).click()
        await page.getByRole('menuitem', { name: exactly(`courses.builder.kind.${kind}`) }).click()
        await expect(name).toBeFocused()
        await page.keyboard.type(called)
        await expect(outline.getByText(called)).toBeVisible()
        await isKept()
      }

      await test.step('a course', async () => {
        await signIn('teacher', { portal: 'harbour', path: '/teach' })
        await expect(page.getByRole('link', { name: /Coastal navigation/ }).first()).toBeVisible()
        await page.getByRole('button', { name: says('courses.make.open') }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel(says('courses.make.name')).fill(title)
        await isAccessible()
        await dialog.getByRole('button', { name: says('courses.make.act') }).click()
        await expect(page).toHaveURL(/\/teach\/courses\/[^/]+\/settings/)
      })

      await test.step('what it says of itself', async () => {
        await page.getByLabel(says('courses.builder.field.promise')).fill(words.promise)
        await page.getByRole('button', { name: says('courses.builder.settings.addOutcome') }).click()
        await page.keyboard.type(words.outcome)
        await page.getByLabel(exactly('courses.builder.field.priceMinor')).fill('24')
        await isKept()
        const cover = page
          .getByRole('complementary')
          .locator('section')
          .filter({ hasText: says('courses.builder.cover.again') })
          .locator('svg')
          .first()
        const before = await cover.innerHTML()
        await page.getByRole('button', { name: says('courses.builder.cover.again') }).click()
        await expect.poll(() => cover.innerHTML()).not.toBe(before)
        await isAccessible()

        // Nothing to publish yet, and the checklist says what is missing
        await page.getByRole('button', { name: says('courses.builder.publish.open') }).click()
        await expect(page.getByRole('dialog')).toContainText(says('courses.builder.check.lessons.missing'))
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
      })

      await test.step('a part', async () => {
        await outline.getByRole('button', { name: exactly('courses.builder.add.module') }).click()
        const field = outline.getByLabel(says('courses.builder.name.module'))
        await field.fill(words.part)
        await field.press('Enter')
        await expect(outline.getByText(words.part)).toBeVisible()
      })

      await test.step('a text, kept while it is written', async () => {
        await add('text', words.lessons[0])
        await page.getByLabel(says('courses.builder.text.label')).fill(words.body)
        const kept = page.waitForResponse((answer) => answer.url().includes('lessons.update') && answer.ok())
        await kept
        await isKept()
        await page.reload()
        await expect(page.getByLabel(says('courses.builder.text.label'))).toHaveValue(words.body)
        await expect(name).toHaveValue(words.lessons[0])
        await page.getByRole('button', { name: exactly('courses.builder.text.see') }).click()
        await expect(page.locator('main strong')).toBeVisible()
        await isAccessible()
      })

      await test.step('a video with its captions', async () => {
        await add('video', words.lessons[1])
        await page.locator('main input[type=file][accept*=webm]').setInputFiles(video('.webm'))
        await expect(page.getByLabel(says('courses.builder.video.preview'))).toBeVisible()
        await page.locator('main input[type=file][accept*=vtt]').setInputFiles(video(`.${language}.vtt`))
        await expect(page.getByRole('button', { name: says('courses.builder.video.removeCaptions') })).toBeVisible()
        await isKept()
        await isAccessible()
      })

      await test.step('a quiz', async () => {
        await add('quiz', words.lessons[2])
        await page
          .locator('main')
          .getByRole('button', { name: exactly('courses.builder.quiz.add') })
          .click()
        await page.getByRole('menuitem', { name: says('courses.builder.quiz.kind.single') }).click()
        await page.getByLabel(says('courses.builder.quiz.prompt')).fill(words.question)
        for (const [index, answer] of words.answers.entries()) {
          const option = page.getByRole('textbox', {
            name: new RegExp(`^${says('courses.builder.quiz.option').source.replace('.*', String(index + 1))}$`),
          })
          if ((await option.count()) === 0) await page.getByRole('button', { name: exactly('courses.builder.quiz.addOption') }).click()
          await option.fill(answer)
        }
        const kept = page.waitForResponse((answer) => answer.url().includes('lessons.update') && answer.ok())
        await page.getByRole('radio').first().check()
        await page.getByLabel(says('courses.builder.quiz.explanation')).fill('3–5.')
        await kept
        await isKept()
        await isAccessible()
      })

      await test.step('another order, by keyboard and by hand', async () => {
        await expect(rows).toHaveText(words.lessons.map((lesson) => new RegExp(lesson)))
        const byKey = moved()
        await rows.nth(2).getByRole('link').focus()
        await page.keyboard.press('Alt+ArrowUp')
        await byKey
        const [text, film, quiz] = words.lessons
        await expect(rows).toHaveText([text, quiz, film].map((lesson) => new RegExp(lesson)))
        await expect(rows.nth(1).getByRole('link')).toBeFocused()
        const byHand = moved()
        await drag(rows.nth(2), rows.nth(0))
        await byHand
        await expect(rows).toHaveText([film, text, quiz].map((lesson) => new RegExp(lesson)))
        await page.reload()
        await expect(rows).toHaveText([film, text, quiz].map((lesson) => new RegExp(lesson)))
      })

      await test.step('seen as a learner, then published', async () => {
        await page.getByRole('link', { name: says('courses.builder.seeAs') }).click()
        await expect(page.getByText(says('lessons.bar.staff'))).toBeVisible()
        await page.goBack()
        await page.getByRole('button', { name: says('courses.builder.publish.open') }).click()
        const dialog = page.getByRole('dialog')
        await expect(dialog.getByText(says('courses.builder.publish.price'))).toBeVisible()
        await dialog.getByRole('button', { name: exactly('courses.builder.publish.act') }).click()
        await expect(dialog.getByText(says('courses.builder.publish.live'))).toBeVisible()
      })

      await test.step('found on the market', async () => {
        const visitor = await (await browser.newContext()).newPage()
        await expect(async () => {
          await visitor.goto(at(`/courses?q=${encodeURIComponent(title)}`))
          await expect(visitor.getByRole('link', { name: title }).first()).toBeVisible({ timeout: 1_000 })
        }).toPass({ timeout: 20_000 })
        await visitor.getByRole('link', { name: title }).first().click()
        await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(title)
        for (const lesson of words.lessons) await expect(visitor.getByText(lesson).first()).toBeVisible()
        await expect(visitor.getByText(words.outcome)).toBeVisible()
        await visitor.context().close()
      })
    })
  })
}
