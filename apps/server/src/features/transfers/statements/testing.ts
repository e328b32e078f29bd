import { readStatement } from './read-statement.ts'
import type { Answers, Refusal, Statement } from './statement.ts'

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The statement in a text, which must be one. */
export function taken(content: string | Uint8Array, answers?: Answers): Statement {
  const { statement, refusal } = readStatement(typeof content === 'string' ? bytes(content) : content, answers)
  if (statement === null) throw new Error(`refused: ${JSON.stringify(refusal)}`)
  return statement
}

/** Why a text was not taken, which it must not be. */
export function refused(content: string | Uint8Array, answers?: Answers): Refusal {
  const { refusal } = readStatement(typeof content === 'string' ? bytes(content) : content, answers)
  if (refusal === null) throw new Error('taken')
  return refusal
}

interface Entry {
  amount: string
  direction?: 'CRDT' | 'DBIT'
  more?: string
  details?: string
  status?: string
}

/** A camt.053 of one account, opening at 1,000.00. */
export function camt(entries: readonly Entry[], { version = '08', closing = '' }: { version?: string; closing?: string } = {}): string {
  const sum = entries
    .filter(({ status }) => status === undefined || status.includes('BOOK'))
    .reduce((total, { amount, direction }) => total + (direction === 'DBIT' ? -1 : 1) * Math.round(Number(amount) * 100), 100_000)
  const balance = (kind: string, minor: number) =>
    `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${(Math.abs(minor) / 100).toFixed(2)}</Amt><CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt></Bal>`
  const body = entries
    .map(
      ({ amount, direction = 'CRDT', more = '', details = '', status = '<Sts>BOOK</Sts>' }) =>
        `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${status}<BookgDt><Dt>2026-11-24</Dt></BookgDt>${more}${details === '' ? '' : `<NtryDtls>${details}</NtryDtls>`}</Ntry>`,
    )
    .join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', 100_000)}${closing === '' ? balance('CLBD', sum) : `<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`}
${body}
</Stmt></BkToCstmrStmt></Document>`
}

/** An MT940 of one account, opening at 1000,00; the closing balance is given. */
export function mt940(lines: readonly string[], closing: string): string {
  return [
    ':20:STARTUMS',
    ':25:37040044/0532013000',
    ':28C:00001/001',
    ':60F:C261123EUR1000,00',
    ...lines,
    `:62F:C261124EUR${closing}`,
    '-',
  ].join('\r\n')
}
