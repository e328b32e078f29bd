import {
  AppError,
  statementLimit,
  type StatementAnswers,
  type StatementPreview,
  type StatementUpload,
  type transfers,
} from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import type { z } from 'zod'
import { asTenant, type CallContext, type MemberContext } from '../../../context.ts'
import { recordAudit } from '../../audit/index.ts'
import { creditOfLine, creditTransfers } from '../money/credit-transfers.ts'
import { lockOrdersOf } from '../queries.ts'
import { findAccount, type AccountRecord } from '../accounts/queries.ts'
import { findReferences } from '../reference.ts'
import { findStatement, insertLines, insertStatement, listByReference, listKnown, listWaiting, takeLines } from './queries.ts'
import { readStatement } from './read-statement.ts'
import type { Answers, Refusal, RefusalCode, Statement } from './statement.ts'
import { suggestMatches } from './suggest-matches.ts'

/** Transfers that a guess looks through. */
const mostWaiting = 2_000

/** What importing a file would do. Nothing is written. */
export function previewStatement(ctx: CallContext<typeof transfers.previewStatement>, upload: StatementUpload): Promise<StatementPreview> {
  const { tenantId } = ctx
  return asTenant(ctx, async (trx) => {
    const account = await accountOf(trx, ctx, upload)
    const { format, currency, from, to, openingMinor, closingMinor, lines } = statementIn(upload, account)
    const known = new Set(
      (
        await listKnown(
          trx,
          tenantId,
          account.id,
          lines.map(({ fingerprint }) => fingerprint),
        )
      ).map(({ fingerprint }) => fingerprint),
    )
    const fresh = lines.filter(({ fingerprint, amountMinor }) => !known.has(fingerprint) && amountMinor > 0)
    const references = [...new Set(fresh.flatMap(({ remittance }) => findReferences(remittance)))]
    const named = references.length ? await listByReference(trx, tenantId, references) : []
    const waiting = await listWaiting(trx, tenantId, account.currency, mostWaiting)
    const matches = suggestMatches(fresh, named, waiting)
    return {
      format,
      accountId: account.id,
      currency,
      from,
      to,
      openingMinor,
      closingMinor,
      known: known.size,
      debits: lines.filter(({ amountMinor }) => amountMinor <= 0).length,
      lines: fresh.map(({ fingerprint, bookedOn, amountMinor, counterparty, remittance }) => ({
        fingerprint,
        bookedOn,
        amountMinor,
        counterparty,
        remittance,
        match: matches.get(fingerprint) ?? null,
      })),
    }
  })
}

type Import = z.output<(typeof transfers.importStatement)['input']>
type Imported = z.output<(typeof transfers.importStatement)['output']>

/** Writes the bookings that are new, and matches the chosen ones: all together or nothing. */
export function importStatement(ctx: MemberContext, { matches, ...upload }: Import): Promise<Imported> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    // Whoever matches holds the orders first: an import does not wait for them with bookings in its hand.
    await lockOrdersOf(trx, tenantId, [...new Set(matches.map(({ transferId }) => transferId))].sort())
    const account = await accountOf(trx, ctx, upload)
    const { lines, account: _named, ...statement } = statementIn(upload, account)
    const at = ctx.now()
    const statementId = await insertStatement(trx, {
      ...statement,
      tenantId,
      accountId: account.id,
      fileName: upload.fileName,
      importedBy: person.id,
      at,
    })
    await insertLines(trx, { tenantId, accountId: account.id, statementId }, lines)
    if (matches.length) {
      const wanted = new Map(matches.map(({ fingerprint, transferId }) => [fingerprint, transferId]))
      const found = await listKnown(trx, tenantId, account.id, [...wanted.keys()])
      const taken = await takeLines(
        trx,
        tenantId,
        found.map(({ id }) => id),
      )
      if (taken.length !== wanted.size) throw new AppError('LINE_TAKEN', {})
      const fingerprints = new Map(found.map(({ id, fingerprint }) => [id, fingerprint]))
      const credits = taken.flatMap((line) => {
        const transferId = wanted.get(fingerprints.get(line.id) ?? '')
        return transferId ? [creditOfLine(line, transferId)] : []
      })
      await creditTransfers(trx, ctx, tenantId, person.id, credits)
    }
    const after = { statementId, fileName: upload.fileName, lines: lines.length, matches: matches.length }
    const object = `bank_account:${account.id}`
    await recordAudit(trx, { tenantId, actorId: person.id, action: 'transfers.importStatement', object, after, at })
    const imported = await findStatement(trx, tenantId, statementId)
    if (!imported) throw new Error('the statement vanished while it was written')
    return imported
  })
}

async function accountOf(
  trx: TenantDb,
  { tenantId }: Pick<MemberContext, 'tenantId'>,
  { accountId }: StatementUpload,
): Promise<AccountRecord> {
  const account = await findAccount(trx, tenantId, accountId)
  if (!account) throw new AppError('BANK_ACCOUNT_NOT_FOUND', {})
  return account
}

/** The statement in an upload, which must be of this account. */
function statementIn({ content, answers }: Pick<StatementUpload, 'content' | 'answers'>, account: AccountRecord): Statement {
  const { statement, refusal } = readStatement(Buffer.from(content, 'base64'), answersOf(answers, account.currency))
  if (refusal) throw refusalOf(refusal)
  const { iban, number } = statement.account
  const problem = statement.currency === account.currency ? otherAccount(statement, account) : 'currency'
  if (problem === null) return statement
  throw new AppError('STATEMENT_UNREADABLE', {
    problem,
    line: 0,
    found: problem === 'currency' ? statement.currency : (iban ?? number ?? ''),
  })
}

function otherAccount({ account: { iban, number } }: Statement, own: AccountRecord): 'account' | null {
  if (iban !== null && own.iban !== '') return iban === own.iban ? null : 'account'
  const digits = (text: string) => text.replace(/\D/g, '')
  if (iban !== null || number === null) return null
  // A bank names an account by its number, with or without the bank's own; an IBAN holds both.
  const ours = digits(own.iban === '' ? own.accountNumber : own.iban)
  const theirs = digits(number.split('/').at(-1) ?? '')
  return theirs === '' || ours.includes(theirs) || theirs.includes(ours) ? null : 'account'
}

function answersOf({ dates, decimals, columns }: StatementAnswers, currency: string): Answers {
  const { date, amount = null, credit = null, debit = null, counterparty = null, remittance = null, bankRef = null } = columns ?? {}
  const chosen =
    date === undefined || (amount === null && credit === null && debit === null)
      ? undefined
      : {
          bookedOn: date,
          amount,
          credit,
          debit,
          counterparty,
          remittance,
          bankRef,
          currency: columns?.currency ?? null,
          direction: null,
          balance: null,
        }
  return { dateOrder: dates, decimalMark: decimals, columns: chosen, currency }
}

type Problem = 'format' | 'date' | 'amount' | 'totals' | 'currency' | 'account' | 'size' | 'empty' | 'columns'

const problems: Record<RefusalCode, Problem> = {
  empty: 'empty',
  too_large: 'size',
  too_many_lines: 'size',
  not_a_statement: 'format',
  damaged: 'format',
  document_type_declared: 'format',
  date_unreadable: 'date',
  amount_unreadable: 'amount',
  currency_unreadable: 'currency',
  several_accounts: 'account',
  several_currencies: 'currency',
  totals_differ: 'totals',
  unanswered: 'columns',
}

const questions = { columns: 'columns', dateOrder: 'dates', decimalMark: 'decimals' } as const

function refusalOf({ code, line, found, differenceMinor, question }: Refusal): AppError {
  if (code === 'too_large') return new AppError('FILE_TOO_LARGE', { maxBytes: statementLimit })
  if (question && question.ask !== 'currency') {
    const rows = question.ask === 'columns' ? question.rows : [[question.example]]
    return new AppError('STATEMENT_QUESTION', { question: questions[question.ask], rows })
  }
  return new AppError('STATEMENT_UNREADABLE', {
    problem: problems[code],
    line: line ?? 0,
    found: differenceMinor === null ? found : String(differenceMinor),
  })
}
