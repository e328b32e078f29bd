import { describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../../testing/world.ts'
import { tillOf } from '../../payments/testing/till.ts'
import { counterOf } from '../testing/counter.ts'

const world = useWorld()
const till = tillOf(world)
const counter = counterOf(world)
const { aSale, returnsOf } = counter

describe('a bank statement', () => {
  it.each(['csv', 'camt053', 'mt940'] as const)(
    'in %s is previewed without a trace, then opens the courses it pays for',
    async (format) => {
      const { school, sale } = await aSale()
      await counter.bank('/knobs', { spaces: 1, lowerCase: 1 })
      await counter.send(school.iban, 4_900, `Course ${sale.reference}`)
      await counter.bank('/knobs', { spaces: 0, lowerCase: 0 })
      await counter.send(school.iban, 700, 'rent', 'Somebody Else')
      const upload = await counter.statement(school, format)
      const preview = await school.admin.api.transfers.previewStatement(upload)
      expect(preview).toMatchObject({
        format,
        known: 0,
        lines: [{ match: { transferId: sale.transferId, how: 'sure', fit: 'exact' } }, { match: null }],
      })
      expect((await school.admin.api.transfers.statements({})).items).toEqual([])
      expect((await school.admin.api.transfers.lines({})).items).toEqual([])

      const { statement } = await counter.importAll(school, format)
      expect(statement).toMatchObject({ format, lines: 2, matched: 1, importedBy: 'Hodan Admin' })
      expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1, atProvider: 4_900 })
      expect((await school.admin.api.transfers.lines({})).items).toMatchObject([{ amountMinor: 700, state: 'open', transfer: null }])
    },
  )

  it('that is imported twice, or overlaps another in a second format, pays nothing twice', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    const again = await counter.importAll(school)
    expect(again.preview).toMatchObject({ known: 1, lines: [] })
    expect((await counter.importAll(school, 'camt053')).statement).toMatchObject({ lines: 0 })
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, atProvider: 4_900 })
    expect(await returnsOf(school)).toEqual([])
  })

  it('imported by two people at the same moment pays once', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    const upload = await counter.statement(school)
    const { lines } = await school.admin.api.transfers.previewStatement(upload)
    const matches = lines.map(({ fingerprint }) => ({ fingerprint, transferId: sale.transferId }))
    const answers = await Promise.allSettled([
      school.admin.api.transfers.importStatement({ ...upload, matches }),
      school.second.api.transfers.importStatement({ ...upload, matches }),
    ])
    await world.runJobs()
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, live: 1, atProvider: 4_900 })
    expect((await school.admin.api.transfers.statements({})).items).toHaveLength(1)
  })

  it('is undone whole: access ends, lines are gone, and the file can be imported again', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, sale.reference)
    const { statement } = await counter.importAll(school)
    const undone = await school.admin.api.transfers.undoStatement({ statementId: statement.id, reason: 'The wrong file' })
    await world.runJobs()
    expect(undone.undoneAt).not.toBeNull()
    expect(await till.factsOf(sale)).toMatchObject({ live: 0, payment: { state: 'refunded' }, atProvider: 0 })
    expect((await school.admin.api.transfers.lines({})).items).toEqual([])
    await school.admin.api.transfers.undoStatement({ statementId: statement.id, reason: 'Again' })
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1 })
  })

  it('guesses by amount and name where the reference is missing, and a person decides', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, 'for the course', 'SAID, AMINA')
    await counter.send(school.iban, 4_900, 'for the course', 'Nobody Known')
    const preview = await school.admin.api.transfers.previewStatement(await counter.statement(school))
    expect(preview.lines).toMatchObject([{ match: { transferId: sale.transferId, how: 'guess' } }, { match: null }])
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ live: 0 })
    const [, line] = (await school.admin.api.transfers.lines({})).items
    await school.admin.api.transfers.match({ lineId: line?.id ?? '', transferId: sale.transferId })
    await world.runJobs()
    expect(await till.factsOf(sale)).toMatchObject({ order: 'paid', live: 1 })
    await expect(school.second.api.transfers.match({ lineId: line?.id ?? '', transferId: sale.transferId })).rejects.toMatchObject(
      refusal('LINE_TAKEN'),
    )
  })

  it('matches one line once, however many do it at the same moment', async () => {
    const { school, sale } = await aSale()
    await counter.send(school.iban, 4_900, 'no reference')
    await counter.importAll(school)
    const [line] = (await school.admin.api.transfers.lines({})).items
    const match = (by: SignedIn) => by.api.transfers.match({ lineId: line?.id ?? '', transferId: sale.transferId })
    const answers = await Promise.allSettled([match(school.admin), match(school.second), match(school.admin)])
    await world.runJobs()
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await till.factsOf(sale)).toMatchObject({ payment: { captured: 4_900 }, atProvider: 4_900 })
  })

  it('with a wrong reference matches nothing, and a line can be set aside and taken up again', async () => {
    const { school, sale } = await aSale()
    await counter.send(
      school.iban,
      4_900,
      sale.reference.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
      'Q',
    )
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ live: 0 })
    const [line] = (await school.admin.api.transfers.lines({})).items
    const lineId = line?.id ?? ''
    expect(await school.admin.api.transfers.ignoreLine({ lineId, ignored: true })).toMatchObject({ state: 'ignored' })
    await expect(school.admin.api.transfers.match({ lineId, transferId: sale.transferId })).rejects.toMatchObject(refusal('LINE_TAKEN'))
    expect(await school.admin.api.transfers.ignoreLine({ lineId, ignored: false })).toMatchObject({ state: 'open' })
  })

  it('of another account, in another currency or cut off is refused, and nothing is written', async () => {
    const { school } = await aSale()
    const other = await counter.aSchool()
    await counter.send(other.iban, 100, 'x')
    const foreign = { ...(await counter.statement(other)), accountId: school.accountId }
    const problem = (name: string) => ({ cause: { code: 'STATEMENT_UNREADABLE', data: { problem: name } } })
    await expect(school.admin.api.transfers.previewStatement(foreign)).rejects.toMatchObject(problem('account'))
    const file = (text: string) => ({ accountId: school.accountId, fileName: 'x.csv', content: Buffer.from(text).toString('base64') })
    const { transfers } = school.admin.api
    await expect(transfers.previewStatement(file('Date,Amount,Currency\n2026-01-01,1.00,EUR\n'))).rejects.toMatchObject(problem('currency'))
    await expect(transfers.previewStatement(file(':20:X\n:25:1\n:60F:C260101USD1,00\n'))).rejects.toMatchObject(problem('format'))
    await expect(transfers.previewStatement(file('Date,Amount\n03/04/2026,1.00\n'))).rejects.toMatchObject({
      cause: { code: 'STATEMENT_QUESTION', data: { question: 'dates', rows: [['03/04/2026']] } },
    })
    const answered = await transfers.previewStatement({ ...file('Date,Amount\n03/04/2026,1.00\n'), answers: { dates: 'mdy' } })
    expect(answered.lines).toMatchObject([{ bookedOn: '2026-03-04' }])
    expect((await transfers.statements({})).items).toEqual([])
  })
})
