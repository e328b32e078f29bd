import { Language } from '@edurise/contracts'
import { expect, it } from 'vitest'
import { cellWords, wordFor } from './export-cells.ts'
import { templates } from './features/notifications/templates/index.ts'

it.each(Language.options)('every mail that the log may hold has its name in exports, in %s', (language) => {
  const accountMails = new Set(['verify_email', 'reset_password', 'email_in_use'])
  const nameless = Object.keys(templates).filter((kind) => !accountMails.has(kind) && !(kind in cellWords[language].mailKind))
  expect(nameless).toEqual([])
})

it('a code without a word stands as it came, whatever it is called', () => {
  expect(wordFor(cellWords.en.provider, 'toString')).toBe('toString')
  expect(wordFor(cellWords.en.provider, 'paypal')).toBe('PayPal')
})
