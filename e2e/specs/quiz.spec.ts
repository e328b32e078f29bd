import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'

const title = 'Check: five minutes that count'

/** Goes on with the tab key until it is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target.first()).toBeVisible()
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the tab key does not lead there')
}

test('a check is taken with the keyboard alone, keeps its answers over a reload, and is done once it is passed', async ({
  page,
  says,
  at,
  owns,
  lessonOf,
  isAccessible,
}) => {
  await owns('first-aid-basics')
  await page.goto(at(`/learn/first-aid-basics/${await lessonOf('first-aid-basics', title)}`))
  const question = (n: number) => page.getByText(new RegExp(says('assessments.place').source.replace('.*', String(n)))).first()
  const next = page.getByRole('button', { name: says('assessments.next') })

  await tabTo(page, page.getByRole('button', { name: says('assessments.start.begin') }))
  await page.keyboard.press('Enter')

  // A letter chooses
  await expect(question(1)).toBeVisible()
  await page.keyboard.press('b')
  await expect(page.getByRole('radio').nth(1)).toBeChecked()
  await tabTo(page, next)
  await page.keyboard.press('Enter')

  // A short answer, sent on with Enter
  await expect(question(2)).toBeVisible()
  await tabTo(page, page.getByLabel(says('assessments.answer')))
  await page.keyboard.type('twenty minutes')
  await expect(page.getByText(says('assessments.kept'))).toBeVisible()

  // What was answered is still there
  await page.reload()
  await expect(question(2)).toBeVisible()
  await expect(page.getByLabel(says('assessments.answer'))).toHaveValue('twenty minutes')
  await isAccessible()
  await tabTo(page, page.getByLabel(says('assessments.answer')))
  await page.keyboard.press('Enter')

  // Several, with the space bar
  await expect(question(3)).toBeVisible()
  for (const n of [0, 1, 2]) {
    await tabTo(page, page.getByRole('checkbox').nth(n))
    await page.keyboard.press('Space')
  }
  await tabTo(page, next)
  await page.keyboard.press('Enter')

  await expect(question(4)).toBeVisible()
  await page.keyboard.press('b')
  await tabTo(page, next)
  await page.keyboard.press('Enter')

  // The last one is wrong, and four of five are enough
  await expect(question(5)).toBeVisible()
  await page.keyboard.press('c')
  await tabTo(page, page.getByRole('button', { name: says('assessments.review.look') }))
  await page.keyboard.press('Enter')

  await expect(page.getByText(says('assessments.review.complete'))).toBeVisible()
  await isAccessible()
  await tabTo(page, page.getByRole('button', { name: says('assessments.review.handIn') }))
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: says('assessments.outcome.passed') })).toBeFocused()
  await expect(page.getByText(says('assessments.outcome.solution'))).toHaveCount(1)
  await expect(page.getByText(says('lessons.isDone'), { exact: true })).toBeVisible()
  await isAccessible()

  await page.reload()
  await expect(page.getByRole('heading', { name: says('assessments.outcome.passed') })).toBeVisible()
})

test('a check that was not passed says which answers were wrong, gives nothing away, and can be taken again', async ({
  page,
  says,
  at,
  owns,
  lessonOf,
}) => {
  await owns('first-aid-basics')
  await page.goto(at(`/learn/first-aid-basics/${await lessonOf('first-aid-basics', title)}`))
  await page.getByRole('button', { name: says('assessments.start.begin') }).click()
  for (let n = 1; n < 5; n += 1) {
    await expect(page.getByText(new RegExp(says('assessments.place').source.replace('.*', String(n)))).first()).toBeVisible()
    await page.getByRole('button', { name: says('assessments.next') }).click()
  }
  await page.getByRole('button', { name: says('assessments.review.look') }).click()
  await expect(page.getByText(/5 questions have no answer yet/)).toBeVisible()
  await page.getByRole('button', { name: says('assessments.review.handIn') }).click()
  await expect(page.getByRole('heading', { name: says('assessments.outcome.notPassed') })).toBeVisible()
  await expect(page.getByText(says('assessments.outcome.solution'))).toHaveCount(0)
  await expect(page.getByText(says('assessments.outcome.wrong'), { exact: true })).toHaveCount(5)
  await page.getByRole('button', { name: says('assessments.outcome.again') }).click()
  await expect(page.getByRole('radio').first()).not.toBeChecked()
})
