import { expect, it, vi } from 'vitest'
import { clock } from './clock.ts'
import { firstCaptions } from './use-captions.ts'
import { actOf } from './use-shortcuts.ts'

const captions = [
  { language: 'en' as const, url: '/en.vtt' },
  { language: 'so' as const, url: '/so.vtt' },
]

it('captions begin in the language of the page, as long as nobody chose otherwise', () => {
  expect(firstCaptions(captions, 'so', null)).toBe('so')
  expect(firstCaptions(captions, 'ar', null)).toBe('off')
  expect(firstCaptions(captions, 'so', 'en')).toBe('en')
  expect(firstCaptions(captions, 'so', 'off')).toBe('off')
  expect(firstCaptions(captions, 'en', 'ar')).toBe('en')
})

it('right is later and left is earlier, and keys without a meaning do nothing', () => {
  const skip = vi.fn<(seconds: number) => void>()
  const nothing = () => {}
  const act = { toggle: nothing, skip, faster: nothing, fullscreen: nothing, captions: nothing, mute: nothing, help: nothing }
  for (const key of ['ArrowRight', 'ArrowLeft', 'l', 'j']) actOf(key, act)?.()
  expect(skip.mock.calls.flat()).toEqual([5, -5, 10, -10])
  expect(actOf('x', act)).toBeNull()
  expect(actOf('toString', act)).toBeNull()
})

it('time reads as on a clock', () => {
  expect([0, 9.9, 65, 3723].map(clock)).toEqual(['0:00', '0:09', '1:05', '1:02:03'])
})
