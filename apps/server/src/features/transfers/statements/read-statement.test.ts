import { startSandbox } from '@edurise/sandbox/sandbox'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findReferences, referenceOf } from '../reference.ts'
import { taken } from './testing.ts'

const iban = 'DE89370400440532013000'
const start = Date.parse('2026-11-24T10:00:00Z')

async function aBank() {
  let now = start
  const options = { port: 0, data: ':memory:', secretKey: 'sk_test_statements', webhookSecrets: ['whsec_statements'] }
  const sandbox = await startSandbox({ ...options, now: () => now })
  const press = async (path: string, body: object) => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
  }
  return {
    press,
    tomorrow: () => {
      now += 86_400_000
    },
    statement: async (format: string, from: string, to: string, currency = 'EUR') => {
      const answer = await fetch(`${sandbox.url}/bank/${iban}/statement?format=${format}&from=${from}&to=${to}&currency=${currency}`)
      expect(answer.status).toBe(200)
      return taken(new Uint8Array(await answer.arrayBuffer()))
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
}

const sent = fc.record({
  digits: fc.stringMatching(/^\d{12}$/),
  amount: fc.integer({ min: 1, max: 9_999_999 }),
  words: fc.constantFrom('', 'Course, ', 'Navigation: ', 'Für "Müller" & Söhne; ', 'دورة الملاحة '),
  credit: fc.boolean(),
})

test("a bank's bookings are read the same from all three of its formats, with every reference found", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 12 }), fc.constantFrom('EUR', 'KWD', 'JPY'), async (transfers, currency) => {
      await using bank = await aBank()
      await bank.press('/control/bank/knobs', { spaces: 0.5, lowerCase: 0.5 })
      await bank.press('/control/bank/accounts', { iban, currency, holder: 'School', openingMinor: 5_000 })
      for (const { digits, amount, words, credit } of transfers)
        await bank.press(`/control/bank/${credit ? 'credit' : 'debit'}`, {
          iban,
          currency,
          amount,
          remittance: `${words}${referenceOf(digits)}`,
          counterparty: 'Amina Example',
        })
      const expected = transfers.map(({ digits, amount, credit }) => ({
        amountMinor: credit ? amount : -amount,
        references: [referenceOf(digits)],
      }))
      const fingerprints: string[][] = []
      for (const format of ['csv', 'camt053', 'mt940']) {
        const read = await bank.statement(format, '2026-11-24', '2026-11-24', currency)
        expect(read).toMatchObject({ format, currency, account: { iban }, openingMinor: 5_000 })
        expect(read.lines.map(({ amountMinor, remittance }) => ({ amountMinor, references: findReferences(remittance) }))).toEqual(expected)
        expect(read.lines.map(({ counterparty, bookedOn }) => [counterparty, bookedOn])).toEqual(
          transfers.map(() => ['Amina Example', '2026-11-24']),
        )
        fingerprints.push(read.lines.map(({ fingerprint }) => fingerprint))
      }
      // With the bank's references, a booking is the same booking in whichever format it comes.
      expect(fingerprints[1]).toEqual(fingerprints[0])
      expect(fingerprints[2]).toEqual(fingerprints[0])
    }),
    { numRuns: 12 },
  )
})

test.each(['csv', 'camt053', 'mt940'])(
  'overlapping statements in %s show the same bookings under the same fingerprints, with and without references',
  async (format) => {
    await using bank = await aBank()
    const credit = () =>
      bank.press('/control/bank/credit', {
        iban,
        currency: 'EUR',
        amount: 4_900,
        remittance: 'RF18 5390 0754 7034',
        counterparty: 'Amina Example',
      })
    for (const withoutRefs of [false, true]) {
      await bank.press('/control/bank/knobs', { overlapDays: 1, withoutRefs })
      // The same words and the same amount, twice on one day: two bookings.
      await credit()
      await credit()
      const today = new Date(start + (withoutRefs ? 86_400_000 : 0)).toISOString().slice(0, 10)
      const next = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10)
      const first = await bank.statement(format, today, today)
      bank.tomorrow()
      await credit()
      const second = await bank.statement(format, next, next)
      const names = (statement: typeof first, day: string) =>
        statement.lines.filter(({ bookedOn }) => bookedOn === day).map(({ fingerprint }) => fingerprint)
      expect(new Set(names(first, today)).size).toBe(withoutRefs ? 3 : 2)
      expect(names(second, today)).toEqual(names(first, today))
      expect(names(second, next)).toHaveLength(1)
      expect(names(first, today)).not.toContain(names(second, next)[0])
    }
  },
)
