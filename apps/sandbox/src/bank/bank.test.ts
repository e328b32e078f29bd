import { expect, test } from 'vitest'
import { aSandbox, press } from '../testing.ts'

const iban = 'DE89370400440532013000'
const day = 86_400_000

async function aBank(start = Date.parse('2026-11-24T10:00:00Z')) {
  let now = start
  const sandbox = await aSandbox({ now: () => now })
  return {
    sandbox,
    later: (ms: number) => {
      now += ms
    },
    credit: (amount: number, remittance: string, more: object = {}) =>
      press(sandbox, '/control/bank/credit', { iban, currency: 'EUR', amount, remittance, counterparty: 'Amina Example', ...more }),
    statement: async (format: string, from: string, to: string) =>
      (await fetch(`${sandbox.url}/bank/${iban}/statement?format=${format}&from=${from}&to=${to}`)).text(),
    state: async () => {
      const state: {
        accounts: { balanceMinor: number }[]
        bookings: { ref: string; amountMinor: number; remittance: string; listed: string; bookedOn: string }[]
      } = JSON.parse(await (await fetch(`${sandbox.url}/control/bank/state`)).text())
      return state
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
}

test('what was sent is on the statement of its day, in every format, and in the oracle', async () => {
  await using bank = await aBank()
  expect(await bank.credit(4_900, 'RF18 5390 0754 7034')).toMatchObject({ httpStatus: 200, ref: 'SB0000000001', amountMinor: 4_900 })
  await press(bank.sandbox, '/control/bank/debit', { iban, currency: 'EUR', amount: '12.50', remittance: 'back' })
  expect(await bank.state()).toMatchObject({
    accounts: [{ balanceMinor: 3_650 }],
    bookings: [{ amountMinor: 4_900 }, { amountMinor: -1_250 }],
  })
  expect(await bank.statement('csv', '2026-11-24', '2026-11-24')).toContain(
    '2026-11-24,"Amina Example","RF18 5390 0754 7034",49.00,EUR,49.00,SB0000000001',
  )
  expect(await bank.statement('camt053', '2026-11-24', '2026-11-24')).toContain('<AcctSvcrRef>SB0000000001</AcctSvcrRef>')
  expect(await bank.statement('mt940', '2026-11-24', '2026-11-24')).toContain(
    ':61:2611241124C49,00NTRFNONREF//SB0000000001\r\n:86:166?00TRANSFER?20RF18 5390 0754 7034',
  )
  expect(await bank.statement('csv', '2026-11-25', '2026-11-25')).not.toContain('SB0000000001')
})

test('an account number that is none, an amount that is none and a foreign format are refused by name', async () => {
  await using bank = await aBank()
  expect(await bank.credit(4_900, '', { iban: 'DE89370400440532013001' })).toMatchObject({
    httpStatus: 400,
    error: { message: expect.stringContaining('iban') },
  })
  for (const amount of [0, -1, '12.501', 'much']) expect(await bank.credit(0, '', { amount })).toMatchObject({ httpStatus: 400 })
  expect((await fetch(`${bank.sandbox.url}/bank/${iban}/statement?format=pdf&from=2026-11-24&to=2026-11-24`)).status).toBe(400)
  expect((await fetch(`${bank.sandbox.url}/bank/${iban}/statement?format=csv&from=2026-11-24&to=2026-11-24`)).status).toBe(404)
  expect((await bank.state()).bookings).toEqual([])
})

test('the knobs do what they say: words are mangled, bookings come late, statements overlap', async () => {
  await using bank = await aBank()
  await press(bank.sandbox, '/control/bank/knobs', { spaces: 1, lowerCase: 1 })
  await bank.credit(100, 'RF18 5390 0754 7034')
  await press(bank.sandbox, '/control/bank/knobs', { spaces: 0, lowerCase: 0, truncate: 1 })
  await bank.credit(200, 'For the course on sea navigation: RF18 5390 0754 7034')
  await press(bank.sandbox, '/control/bank/knobs', { truncate: 0, late: 1, lateDays: 3 })
  await bank.credit(300, 'late')
  const { bookings } = await bank.state()
  expect(bookings[0]?.listed).not.toBe('RF18 5390 0754 7034')
  expect(bookings[0]?.listed.replaceAll(' ', '')).toBe('rf18539007547034')
  expect(bookings[1]).toMatchObject({
    remittance: 'For the course on sea navigation: RF18 5390 0754 7034',
    listed: 'For the course on sea navigation: R',
  })
  expect(bookings[2]?.bookedOn).toBe('2026-11-27')
  expect(await bank.statement('csv', '2026-11-24', '2026-12-24')).not.toContain('SB0000000003')
  bank.later(3 * day)
  expect(await bank.statement('csv', '2026-11-25', '2026-12-24')).toMatch(/^(?!.*SB0000000001).*SB0000000003/s)
  await press(bank.sandbox, '/control/bank/knobs', { overlapDays: 1, withoutRefs: true })
  const overlapping = await bank.statement('camt053', '2026-11-25', '2026-11-27')
  expect(overlapping).toContain('rf18')
  expect(overlapping).not.toContain('SB00')
})

test('the same seed mangles the same bookings', async () => {
  const run = async () => {
    await using bank = await aBank()
    await press(bank.sandbox, '/control/bank/knobs', { spaces: 0.5, lowerCase: 0.5, late: 0.5, seed: 7 })
    for (let count = 0; count < 20; count += 1) await bank.credit(100 + count, 'RF18 5390 0754 7034')
    return (await bank.state()).bookings.map(({ listed, bookedOn }) => [listed, bookedOn])
  }
  expect(await run()).toEqual(await run())
})

test('people send money on a page in their language, without JavaScript, and lose nothing they typed', async () => {
  await using bank = await aBank()
  const send = (fields: Record<string, string>, language = 'en') =>
    fetch(`${bank.sandbox.url}/bank?lang=${language}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  const wrong = await send({ iban: 'DE00', amount: '49', currency: 'EUR', counterparty: 'أمينة', remittance: 'RF18' }, 'ar')
  const page = await wrong.text()
  expect(wrong.status).toBe(422)
  expect(page).toContain('dir="rtl"')
  expect(page).toContain('value="أمينة"')
  expect(page).toContain('id="iban-error"')
  expect((await send({ iban, amount: '0', currency: 'EUR' })).status).toBe(422)
  expect((await send({ iban, amount: '1', currency: 'euro' })).status).toBe(422)
  const sent = await send(
    { iban: 'DE89 3704 0044 0532 0130 00', amount: '49,00', currency: 'eur', counterparty: '<b>Amina</b>', remittance: 'RF18' },
    'so',
  )
  expect(sent.status).toBe(303)
  const after = await (await fetch(new URL(sent.headers.get('location') ?? '', bank.sandbox.url))).text()
  expect(after).toContain('Waxaa lagu diiwaangeliyay SB0000000001.')
  expect(after).toContain('&lt;b&gt;Amina&lt;/b&gt;')
  expect(after).toContain('49.00 EUR')
  expect(after).not.toContain('<script')
})

test('emptying the sandbox empties the bank', async () => {
  await using bank = await aBank()
  await bank.credit(4_900, 'RF18')
  await press(bank.sandbox, '/control/reset')
  expect(await bank.state()).toMatchObject({ accounts: [], bookings: [] })
})
