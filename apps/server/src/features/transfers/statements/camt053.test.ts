import fc from 'fast-check'
import { expect, test } from 'vitest'
import { camt, refused, taken } from './testing.ts'

const details = (name: string, remittance: string) =>
  `<TxDtls><RltdPties><Dbtr>${name}</Dbtr></RltdPties><RmtInf><Ustrd>${remittance}</Ustrd></RmtInf></TxDtls>`

test.each(['02', '03', '04', '05', '06', '07', '08'])('a statement of version 001.%s is read', (version) => {
  const name = Number(version) < 8 ? '<Nm>Amina Example</Nm>' : '<Pty><Nm>Amina Example</Nm></Pty>'
  const status = Number(version) < 7 ? '<Sts>BOOK</Sts>' : '<Sts><Cd>BOOK</Cd></Sts>'
  const text = camt([{ amount: '49.00', status, more: '<AcctSvcrRef>B1</AcctSvcrRef>', details: details(name, 'RF18 5390 0754 7034') }], {
    version,
  })
  expect(taken(text)).toMatchObject({
    format: 'camt053',
    account: { iban: 'DE89370400440532013000' },
    currency: 'EUR',
    openingMinor: 100_000,
    closingMinor: 104_900,
    lines: [
      { bookedOn: '2026-11-24', amountMinor: 4_900, counterparty: 'Amina Example', remittance: 'RF18 5390 0754 7034', bankRef: 'B1' },
    ],
  })
})

test('a prefixed namespace, an escaped name and a structured reference are read', () => {
  const text = camt([
    {
      amount: '49.00',
      details:
        '<TxDtls><RltdPties><Dbtr><Nm>M &amp; M &#x41;</Nm></Dbtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>',
    },
  ])
    .replace('xmlns=', 'xmlns:n=')
    .replace(/<(\/?)([A-Z])/g, '<$1n:$2')
  expect(taken(text).lines).toMatchObject([{ counterparty: 'M & M A', remittance: 'RF18539007547034' }])
})

test('a reference that came as the end-to-end id is among the words', () => {
  const text = camt([
    {
      amount: '1.00',
      details: '<TxDtls><Refs><EndToEndId>RF18539007547034</EndToEndId></Refs><RmtInf><Ustrd>course</Ustrd></RmtInf></TxDtls>',
    },
    { amount: '1.00', details: '<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Ustrd>course</Ustrd></RmtInf></TxDtls>' },
  ])
  expect(taken(text).lines.map(({ remittance }) => remittance)).toEqual(['course RF18539007547034', 'course'])
})

test('a batch is split into its transactions when their amounts are all there and add up', () => {
  const transaction = (amount: string, name: string) =>
    `<TxDtls><Amt Ccy="EUR">${amount}</Amt><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties></TxDtls>`
  const batch = (...amounts: string[]) =>
    camt([
      {
        amount: '30.00',
        more: '<AcctSvcrRef>B7</AcctSvcrRef>',
        details: amounts.map((amount, index) => transaction(amount, `P${index}`)).join(''),
      },
    ])
  expect(taken(batch('10.00', '20.00')).lines).toMatchObject([
    { amountMinor: 1_000, counterparty: 'P0', bankRef: 'B7/1' },
    { amountMinor: 2_000, counterparty: 'P1', bankRef: 'B7/2' },
  ])
  expect(taken(batch('10.00', '19.00')).lines).toMatchObject([{ amountMinor: 3_000, counterparty: 'P0, P1', bankRef: 'B7' }])
})

test('debits are negative, a reversal goes where its indicator says, pending entries do not count', () => {
  const text = camt([
    { amount: '49.00' },
    { amount: '49.00', direction: 'DBIT', more: '<RvslInd>true</RvslInd>' },
    { amount: '7.00', status: '<Sts><Cd>PDNG</Cd></Sts>' },
  ])
  expect(taken(text).lines.map(({ amountMinor, reversal }) => [amountMinor, reversal])).toEqual([
    [4_900, false],
    [-4_900, true],
  ])
})

test('a closing balance that the bookings do not lead to is refused with the difference', () => {
  expect(refused(camt([{ amount: '49.00' }], { closing: '1050.00' }))).toMatchObject({
    code: 'totals_differ',
    differenceMinor: 100,
    line: 2,
  })
})

test('a document type is refused before anything in it is expanded', () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i} "${'&lol;'.repeat(10)}">`).join('')}]><Document>&l8;</Document>`
  const file = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>`
  expect(refused(laughs)).toMatchObject({ code: 'document_type_declared', line: 1 })
  expect(refused(file)).toMatchObject({ code: 'document_type_declared', line: 1 })
  expect(refused('<Document>&unknown;</Document>')).toMatchObject({ code: 'damaged', line: 1 })
})

test('a document that ends too early is refused, wherever it was cut', () => {
  const whole = camt([{ amount: '49.00', details: details('<Nm>A</Nm>', 'RF18 5390 0754 7034') }])
  fc.assert(
    fc.property(fc.integer({ min: 60, max: whole.length - 1 }), (length) => {
      expect(['damaged', 'document_type_declared', 'empty']).toContain(refused(whole.slice(0, length)).code)
    }),
  )
})

test('ten thousand elements inside each other are refused', () => {
  expect(refused(`${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`)).toMatchObject({ code: 'damaged' })
})

test('another message of the same family is refused by its name', () => {
  expect(refused(camt([]).replaceAll('camt.053', 'camt.052'))).toMatchObject({
    code: 'not_a_statement',
    found: 'urn:iso:std:iso:20022:tech:xsd:camt.052.001.08',
  })
  expect(refused('<html><body>Sign in</body></html>')).toMatchObject({ code: 'not_a_statement', found: 'html' })
})

test('statements of two accounts or currencies in one file are refused, those of one account are one statement', () => {
  const [head = '', stmt = '', tail = ''] = camt([{ amount: '49.00' }]).split(/(<Stmt>[^]*<\/Stmt>)/)
  const second = stmt.replace('>1000.00<', '>1049.00<').replace(/CLBD(.*?)1049\.00/, 'CLBD$11098.00')
  const both = taken(head + stmt + second + tail)
  expect(both).toMatchObject({ openingMinor: 100_000, closingMinor: 109_800 })
  expect(both.lines).toHaveLength(2)
  expect(new Set(both.lines.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  expect(refused(head + stmt + second.replace('DE89370400440532013000', 'GB33BUKB20201555555555') + tail)).toMatchObject({
    code: 'several_accounts',
    found: 'GB33BUKB20201555555555',
  })
  expect(refused(head + stmt + second.replaceAll('EUR', 'USD') + tail)).toMatchObject({ code: 'several_currencies', found: 'USD' })
})

test('twenty thousand and one bookings are refused, twenty thousand are read', () => {
  const many = (count: number) => camt(Array.from({ length: count }, () => ({ amount: '0.01' })))
  expect(taken(many(20_000).replaceAll('\n', '')).lines).toHaveLength(20_000)
  expect(refused(many(20_001).replaceAll('\n', ''))).toMatchObject({ code: 'too_many_lines' })
})
