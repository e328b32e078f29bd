import { expect, test } from '../fixtures.ts'

const title = 'Finding your position from two bearings'

test('a video plays with captions and at a chosen speed, and goes on where it was left', async ({
  page,
  says,
  at,
  owns,
  lessonOf,
  isAccessible,
}) => {
  await owns('sea-navigation')
  await page.goto(at(`/learn/sea-navigation/${await lessonOf('sea-navigation', title)}`))
  const video = page.locator('video')
  const time = () => video.evaluate((element: HTMLVideoElement) => element.currentTime)
  const captions = () =>
    video.evaluate((element: HTMLVideoElement) =>
      Array.from(element.textTracks).flatMap(({ mode, language }) => (mode === 'showing' ? [language] : [])),
    )

  await page.getByRole('button', { name: says('lessons.video.play'), exact: true }).click()
  await expect(page.getByRole('button', { name: says('lessons.video.pause') })).toBeVisible()
  await expect.poll(time).toBeGreaterThan(0.5)

  // Captions stand in the language of the page, and in another one when asked
  expect(await captions()).toEqual(['en'])
  await page.getByLabel(says('lessons.video.captions')).selectOption('so')
  expect(await captions()).toEqual(['so'])
  await expect
    .poll(() =>
      video.evaluate(
        (element: HTMLVideoElement) => Array.from(element.textTracks).find(({ mode }) => mode === 'showing')?.cues?.length ?? 0,
      ),
    )
    .toBeGreaterThan(3)

  await page.getByLabel(says('lessons.video.speed')).selectOption('2')
  expect(await video.evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(2)

  // The keys of every video player
  const before = await time()
  await page.keyboard.press('l')
  await expect.poll(time).toBeGreaterThan(before + 9)
  const kept = page.waitForResponse((answer) => answer.url().includes('enrolments.keepPlace') && answer.ok())
  await page.keyboard.press('k')
  await expect(page.getByRole('button', { name: says('lessons.video.play'), exact: true })).toBeVisible()
  await kept
  await isAccessible()

  const left = await time()
  await page.reload()
  await expect(page.getByText(says('lessons.video.resumed'))).toBeVisible()
  await expect.poll(time).toBeGreaterThan(left - 3)
  expect(await captions()).toEqual(['so'])
  await page.getByRole('button', { name: says('lessons.fromTop') }).click()
  await expect.poll(time).toBeLessThan(1)
})

test('a video is a part of the preview: visitors watch it and are told what belongs to the course', async ({
  page,
  says,
  at,
  lessonOf,
}) => {
  await page.goto(at(`/learn/sea-navigation/${await lessonOf('sea-navigation', title)}`))
  await expect(page.locator('video')).toBeVisible()
  await page.goto(at(`/learn/sea-navigation/${await lessonOf('sea-navigation', 'Buoys that speak')}`))
  await expect(page.getByText(says('lessons.wayIn.text'))).toBeVisible()
  await expect(page.locator('video')).toHaveCount(0)
})
