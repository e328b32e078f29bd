import type { MyTransfer, TransferDetails, TransferRow } from '@edurise/contracts'

const id = (n: number) => `0199d000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = '2026-11-23T20:14:00.000Z'

export const ids = { transfer: id(1), payment: id(2), order: id(3), receipt: id(4) }

/** What the wire carries: the same fields without the brands of their ids. */
type Plain<T> = { [Key in keyof T]: T[Key] extends string ? (string extends T[Key] ? string : T[Key] | string) : T[Key] }

export const account = {
  holder: 'Harbour Academy',
  bankName: 'Coast Bank',
  iban: 'DE89370400440532013000',
  accountNumber: '',
  bic: 'COBADEFFXXX',
  note: {},
}

export const mine = (state: MyTransfer['state'], more: Partial<Plain<MyTransfer>> = {}): Plain<MyTransfer> => ({
  id: ids.transfer,
  paymentId: ids.payment,
  state,
  reference: 'EDU 4817 QKA7',
  account,
  amountMinor: 4900,
  receivedMinor: 0,
  currency: 'USD',
  deadlineAt: new Date(Date.now() + 6 * 86_400_000).toISOString(),
  proofs: [],
  message: '',
  ...more,
})

export const row = (n: number, more: Partial<Plain<TransferRow>> = {}): Plain<TransferRow> => ({
  id: id(100 + n),
  orderId: ids.order,
  orderNumber: `EDU-2026-00010${n}`,
  buyerName: `Buyer ${n}`,
  buyerEmail: `buyer${n}@example.org`,
  courseTitle: 'Field data',
  reference: `EDU 480${n} QKA7`,
  state: 'proof_sent',
  amountMinor: 4900,
  receivedMinor: 0,
  currency: 'USD',
  proofs: 1,
  deadlineAt: at,
  updatedAt: at,
  ...more,
})

export const details = (n: number, more: Partial<Plain<TransferDetails>> = {}): Plain<TransferDetails> => ({
  ...row(n),
  account,
  message: '',
  twoPersonAboveMinor: null,
  proofFiles: [{ id: id(200 + n), url: `/files/proof-${n}.jpg`, name: `proof-${n}.jpg`, mime: 'image/jpeg', createdAt: at }],
  receipts: [],
  ...more,
})
