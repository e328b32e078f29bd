import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { Instant, OrderId, PaymentId, Texts, TransferId } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

export const TransferState = z.enum(['waiting', 'proof_sent', 'asked', 'second_wanted', 'part_paid', 'settled', 'refused', 'expired'])
export type TransferState = z.infer<typeof TransferState>

/** Where the money has to go. */
export const BankAccount = z.object({
  holder: z.string(),
  bankName: z.string(),
  iban: z.string(),
  accountNumber: z.string(),
  bic: z.string(),
  note: Texts,
})
export type BankAccount = z.infer<typeof BankAccount>

/** What a payer has to know, and how far their transfer is. */
export const MyTransfer = z.object({
  id: TransferId,
  paymentId: PaymentId,
  state: TransferState,
  /** Printed in groups of four. */
  reference: z.string(),
  account: BankAccount,
  amountMinor: Minor,
  receivedMinor: Minor,
  currency: Currency,
  deadlineAt: Instant,
  proofs: z.array(z.object({ id: z.uuid(), name: z.string(), createdAt: Instant })),
  /** What staff asked or said last. */
  message: z.string(),
})
export type MyTransfer = z.infer<typeof MyTransfer>

export const TransferRow = z.object({
  id: TransferId,
  orderId: OrderId,
  orderNumber: z.string(),
  buyerName: z.string(),
  buyerEmail: z.string(),
  courseTitle: z.string(),
  reference: z.string(),
  state: TransferState,
  amountMinor: Minor,
  receivedMinor: Minor,
  currency: Currency,
  proofs: z.int(),
  deadlineAt: Instant,
  updatedAt: Instant,
})
export type TransferRow = z.infer<typeof TransferRow>

export const TransferDetails = TransferRow.extend({
  account: BankAccount,
  message: z.string(),
  /** Above this an approval takes two people. */
  twoPersonAboveMinor: Minor.nullable(),
  proofs: z.int(),
  proofFiles: z.array(z.object({ id: z.uuid(), url: z.string(), name: z.string(), mime: z.string(), createdAt: Instant })),
  receipts: z.array(
    z.object({
      id: z.uuid(),
      state: z.enum(['proposed', 'received', 'withdrawn']),
      amountMinor: Minor,
      /** Of the statement, when it was matched from one. */
      remittance: z.string().nullable(),
      proposedBy: z.string(),
      approvedBy: z.string().nullable(),
      /** The viewer proposed it: somebody else has to approve. */
      mine: z.boolean(),
      reason: z.string(),
      createdAt: Instant,
    }),
  ),
})
export type TransferDetails = z.infer<typeof TransferDetails>

/** Saved views of the inbox. */
export const TransferView = z.enum(['to_check', 'second_wanted', 'part_paid', 'waiting', 'done', 'all'])
export type TransferView = z.infer<typeof TransferView>

export const StatementFormat = z.enum(['csv', 'camt053', 'mt940'])
export type StatementFormat = z.infer<typeof StatementFormat>

export const StatementLine = z.object({
  id: z.uuid(),
  bookedOn: z.iso.date(),
  amountMinor: Minor,
  currency: Currency,
  counterparty: z.string(),
  remittance: z.string(),
  bankRef: z.string(),
  state: z.enum(['open', 'matched', 'ignored', 'removed']),
  /** The transfer it was matched to. */
  transfer: z.object({ id: TransferId, reference: z.string(), buyerName: z.string(), orderNumber: z.string() }).nullable(),
})
export type StatementLine = z.infer<typeof StatementLine>

/** What importing a statement would do. Nothing has been written. */
export const StatementPreview = z.object({
  format: StatementFormat,
  accountId: z.uuid(),
  currency: Currency,
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  openingMinor: Minor.nullable(),
  closingMinor: Minor.nullable(),
  /** Bookings that are known from an earlier statement. */
  known: z.int(),
  debits: z.int(),
  lines: z
    .array(
      z.object({
        fingerprint: z.string(),
        bookedOn: z.iso.date(),
        amountMinor: Minor,
        counterparty: z.string(),
        remittance: z.string(),
        /** `sure`: its reference names an open transfer. `guess`: amount and name fit. */
        match: z
          .object({
            transferId: TransferId,
            reference: z.string(),
            buyerName: z.string(),
            orderNumber: z.string(),
            expectedMinor: Minor,
            how: z.enum(['sure', 'guess']),
            fit: z.enum(['exact', 'part', 'over']),
          })
          .nullable(),
      }),
    )
    .max(20_000),
})
export type StatementPreview = z.infer<typeof StatementPreview>

/** What a file left open: asked of the person, and given again with the file. */
export const StatementAnswers = z.strictObject({
  dates: z.enum(['dmy', 'mdy']).optional(),
  /** What parts the decimals of "1,234" in a currency that has three. */
  decimals: z.enum(['.', ',']).optional(),
  columns: z
    .partialRecord(
      z.enum(['date', 'amount', 'credit', 'debit', 'counterparty', 'remittance', 'bankRef', 'currency']),
      z.int().min(0).max(200),
    )
    .optional(),
})
export type StatementAnswers = z.infer<typeof StatementAnswers>

/** Bytes of a bank's statement at most. */
export const statementLimit = 5_000_000

export const StatementUpload = z.strictObject({
  accountId: z.uuid(),
  fileName: z.string().max(200),
  /** The file as base64: its own bytes are counted, at most `statementLimit`. */
  content: z.string().max(8_000_000),
  answers: StatementAnswers.default({}),
})
export type StatementUpload = z.infer<typeof StatementUpload>

export const Statement = z.object({
  id: z.uuid(),
  format: StatementFormat,
  fileName: z.string(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  currency: Currency,
  lines: z.int(),
  matched: z.int(),
  importedBy: z.string(),
  importedAt: Instant,
  undoneAt: Instant.nullable(),
})
export type Statement = z.infer<typeof Statement>

/** Money that staff have to send back by hand. */
export const TransferReturn = z.object({
  id: z.uuid(),
  orderId: OrderId,
  orderNumber: z.string(),
  buyerName: z.string(),
  buyerEmail: z.string(),
  reference: z.string(),
  of: z.enum(['sale', 'surplus', 'undo']),
  state: z.enum(['pending', 'sent', 'failed']),
  amountMinor: Minor,
  currency: Currency,
  bankRef: z.string(),
  createdAt: Instant,
  doneAt: Instant.nullable(),
})
export type TransferReturn = z.infer<typeof TransferReturn>

export const OwnBankAccount = BankAccount.extend({
  id: z.uuid(),
  currency: Currency,
  deadlineDays: z.int().min(1).max(60),
  twoPersonAboveMinor: Minor.nullable(),
  active: z.boolean(),
})
export type OwnBankAccount = z.infer<typeof OwnBankAccount>

export const transferErrors = defineErrors({
  TRANSFER_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** It is settled, refused, expired or part of another decision meanwhile. */
  TRANSFER_DECIDED: { as: 'CONFLICT', data: z.object({ state: TransferState }) },
  /** Whoever proposed an approval cannot confirm it. */
  SECOND_PERSON_NEEDED: { as: 'FORBIDDEN', data: z.object({ aboveMinor: z.int(), currency: z.string() }) },
  BANK_ACCOUNT_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** The check digits do not hold. */
  IBAN_INVALID: { as: 'BAD_REQUEST', data: z.object({}) },
  /** The file is no statement that we can read; `line` is where reading ended, 0 for the whole. */
  STATEMENT_UNREADABLE: {
    as: 'BAD_REQUEST',
    data: z.object({
      problem: z.enum(['format', 'encoding', 'columns', 'date', 'amount', 'totals', 'currency', 'account', 'size', 'empty']),
      line: z.int(),
      found: z.string(),
    }),
  },
  /** The file can be read in several ways; the person knows which. */
  STATEMENT_QUESTION: {
    as: 'BAD_REQUEST',
    data: z.object({
      question: z.enum(['dates', 'decimals', 'columns']),
      /** The first rows, for the person to look at. */
      rows: z.array(z.array(z.string())),
    }),
  },
  /** The bank's line was matched meanwhile, or is gone. */
  LINE_TAKEN: { as: 'CONFLICT', data: z.object({}) },
  STATEMENT_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  RETURN_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
})

const desk = { allow: 'transfers.decide', tenantFrom: 'host', door: 'tenant' } as const
const settings = { allow: 'payments.configure', tenantFrom: 'host', door: 'tenant' } as const
const one = z.strictObject({ transferId: TransferId })
const words = z.string().trim().max(2000)

export const transfers = {
  /** The transfer of an order, for whoever has to make it. */
  mine: query({
    allow: 'signed-in',
    tenantFrom: 'orderId',
    door: 'tenant',
    input: z.strictObject({ orderId: OrderId }),
    output: MyTransfer,
    refuses: ['ORDER_NOT_FOUND', 'TRANSFER_NOT_FOUND'],
  }),
  inbox: query({
    ...desk,
    input: z.strictObject({ ...paging, view: TransferView.default('to_check'), q: z.string().trim().max(100).optional() }),
    output: page(TransferRow),
    refuses: ['NO_PORTAL_HERE'],
  }),
  count: query({ ...desk, input: z.strictObject({}), output: z.record(TransferView, z.int()), refuses: ['NO_PORTAL_HERE'] }),
  byId: query({ ...desk, input: one, output: TransferDetails, refuses: ['TRANSFER_NOT_FOUND', 'NO_PORTAL_HERE'] }),
  /** The money is there: this much of it. Above the limit it is a proposal that somebody else confirms. */
  approve: mutation({
    ...desk,
    input: one.extend({ amountMinor: Minor.min(1), requestKey: z.uuid(), reason: words.default('') }),
    output: TransferDetails,
    refuses: ['TRANSFER_NOT_FOUND', 'TRANSFER_DECIDED', 'NO_PORTAL_HERE'],
  }),
  /** The second person's word on a proposal. */
  confirm: mutation({
    ...desk,
    input: one.extend({ receiptId: z.uuid() }),
    output: TransferDetails,
    refuses: ['TRANSFER_NOT_FOUND', 'TRANSFER_DECIDED', 'SECOND_PERSON_NEEDED', 'NO_PORTAL_HERE'],
  }),
  ask: mutation({
    ...desk,
    input: one.extend({ message: words.min(1) }),
    output: TransferDetails,
    refuses: ['TRANSFER_NOT_FOUND', 'TRANSFER_DECIDED', 'NO_PORTAL_HERE'],
  }),
  refuse: mutation({
    ...desk,
    input: one.extend({ message: words.min(1) }),
    output: TransferDetails,
    refuses: ['TRANSFER_NOT_FOUND', 'TRANSFER_DECIDED', 'NO_PORTAL_HERE'],
  }),
  /** Takes approvals or matches back, all or one: they were a mistake, no money moved. What they had opened ends. */
  undo: mutation({
    ...desk,
    input: one.extend({ reason: words.min(1), receiptId: z.uuid().optional() }),
    output: TransferDetails,
    refuses: ['TRANSFER_NOT_FOUND', 'TRANSFER_DECIDED', 'NO_PORTAL_HERE'],
  }),
  previewStatement: mutation({
    ...desk,
    input: StatementUpload,
    output: StatementPreview,
    refuses: ['BANK_ACCOUNT_NOT_FOUND', 'FILE_TOO_LARGE', 'STATEMENT_UNREADABLE', 'STATEMENT_QUESTION', 'NO_PORTAL_HERE'],
  }),
  /** Imports the file and matches the chosen lines; the file is read again, and lines that are known are left out. */
  importStatement: mutation({
    ...desk,
    input: StatementUpload.extend({
      matches: z.array(z.strictObject({ fingerprint: z.string().max(100), transferId: TransferId })).max(5_000),
    }),
    output: Statement,
    refuses: [
      'BANK_ACCOUNT_NOT_FOUND',
      'FILE_TOO_LARGE',
      'STATEMENT_UNREADABLE',
      'STATEMENT_QUESTION',
      'LINE_TAKEN',
      'TRANSFER_NOT_FOUND',
      'TRANSFER_DECIDED',
      'NO_PORTAL_HERE',
    ],
  }),
  statements: query({ ...desk, input: z.strictObject(paging), output: page(Statement), refuses: ['NO_PORTAL_HERE'] }),
  undoStatement: mutation({
    ...desk,
    input: z.strictObject({ statementId: z.uuid(), reason: words.min(1) }),
    output: Statement,
    refuses: ['STATEMENT_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** Lines of statements: those that nobody has matched, to begin with. */
  lines: query({
    ...desk,
    input: z.strictObject({ ...paging, state: StatementLine.shape.state.default('open') }),
    output: page(StatementLine),
    refuses: ['NO_PORTAL_HERE'],
  }),
  match: mutation({
    ...desk,
    input: z.strictObject({ lineId: z.uuid(), transferId: TransferId }),
    output: TransferDetails,
    refuses: ['LINE_TAKEN', 'TRANSFER_NOT_FOUND', 'TRANSFER_DECIDED', 'NO_PORTAL_HERE'],
  }),
  ignoreLine: mutation({
    ...desk,
    input: z.strictObject({ lineId: z.uuid(), ignored: z.boolean() }),
    output: StatementLine,
    refuses: ['STATEMENT_NOT_FOUND', 'LINE_TAKEN', 'NO_PORTAL_HERE'],
  }),
  returns: query({
    ...desk,
    input: z.strictObject({ ...paging, state: TransferReturn.shape.state.default('pending') }),
    output: page(TransferReturn),
    refuses: ['NO_PORTAL_HERE'],
  }),
  /** The money was sent back, or could not be. */
  settleReturn: mutation({
    ...desk,
    input: z.strictObject({ returnId: z.uuid(), outcome: z.enum(['sent', 'failed']), bankRef: z.string().trim().max(140).default('') }),
    output: TransferReturn,
    refuses: ['RETURN_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  accounts: query({ ...settings, input: z.strictObject({}), output: z.array(OwnBankAccount), refuses: ['NO_PORTAL_HERE'] }),
  saveAccount: mutation({
    ...settings,
    input: z.strictObject({
      currency: Currency,
      holder: z.string().trim().min(1).max(140),
      bankName: z.string().trim().min(1).max(140),
      iban: z.string().trim().max(42).default(''),
      accountNumber: z.string().trim().max(40).default(''),
      bic: z.string().trim().max(11).default(''),
      note: Texts.default({}),
      deadlineDays: z.int().min(1).max(60).default(7),
      twoPersonAboveMinor: Minor.min(0).nullable().default(null),
    }),
    output: OwnBankAccount,
    refuses: ['IBAN_INVALID', 'NO_PORTAL_HERE'],
  }),
}
