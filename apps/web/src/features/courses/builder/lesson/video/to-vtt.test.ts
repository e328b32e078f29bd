import { expect, it } from 'vitest'
import { vttOf } from './to-vtt.ts'

it('captions of the other form become WebVTT, and WebVTT stays as it is', () => {
  expect(vttOf('\uFEFF1\r\n00:00:00,000 --> 00:00:02,500\r\nOne, two\r\n')).toBe('WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.500\nOne, two\n')
  expect(vttOf('WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n')).toBe('WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n')
})
