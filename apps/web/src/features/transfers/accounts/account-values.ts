import type { OwnBankAccount } from '@edurise/contracts'
import { decimal } from '@edurise/contracts/amounts'
import { plainDigits, typedAmount } from '../../../ui/typed-amount.ts'
import { grouped, ibanProblem, plainIban } from '../iban.ts'

/** An account as it is typed. */
export interface AccountValues {
  holder: string
  bankName: string
  iban: string
  accountNumber: string
  bic: string
  note: { en: string; ar: string; so: string }
  deadlineDays: string
  twoPersonAbove: string
}

export function valuesOf(account: OwnBankAccount | undefined, currency: string): AccountValues {
  return {
    holder: account?.holder ?? '',
    bankName: account?.bankName ?? '',
    iban: account ? grouped(account.iban) : '',
    accountNumber: account?.accountNumber ?? '',
    bic: account?.bic ?? '',
    note: { en: account?.note.en ?? '', ar: account?.note.ar ?? '', so: account?.note.so ?? '' },
    deadlineDays: String(account?.deadlineDays ?? 7),
    twoPersonAbove: account && account.twoPersonAboveMinor !== null ? decimal({ minor: account.twoPersonAboveMinor, currency }) : '',
  }
}

export type Problem =
  | { field: 'holder' | 'bankName'; text: 'ui.field.required' }
  | { field: 'iban'; text: `transfers.accounts.iban.${'signs' | 'length' | 'digits'}` }
  | { field: 'accountNumber'; text: 'transfers.accounts.number.missing' }
  | { field: 'bic'; text: 'transfers.accounts.bic.wrong' }
  | { field: 'deadlineDays'; text: 'transfers.accounts.deadline.wrong' }
  | { field: 'twoPersonAbove'; text: 'transfers.accounts.two.wrong' }

const daysOf = (text: string): number | null => {
  const plain = plainDigits(text).trim()
  const days = /^\d{1,2}$/.test(plain) ? Number(plain) : 0
  return days >= 1 && days <= 60 ? days : null
}

/** What is wrong with what was typed, in the order of the form. */
export function problemsOf(values: AccountValues, currency: string): Problem[] {
  const problems: Problem[] = []
  if (!values.holder.trim()) problems.push({ field: 'holder', text: 'ui.field.required' })
  if (!values.bankName.trim()) problems.push({ field: 'bankName', text: 'ui.field.required' })
  const iban = plainIban(values.iban)
  const problem = iban ? ibanProblem(iban) : null
  if (problem) problems.push({ field: 'iban', text: `transfers.accounts.iban.${problem}` })
  if (!iban && !values.accountNumber.trim()) problems.push({ field: 'accountNumber', text: 'transfers.accounts.number.missing' })
  if (values.bic.trim() && !/^[A-Za-z0-9]{8}([A-Za-z0-9]{3})?$/.test(values.bic.trim()))
    problems.push({ field: 'bic', text: 'transfers.accounts.bic.wrong' })
  if (daysOf(values.deadlineDays) === null) problems.push({ field: 'deadlineDays', text: 'transfers.accounts.deadline.wrong' })
  if (values.twoPersonAbove.trim() && typedAmount(values.twoPersonAbove, currency) === null)
    problems.push({ field: 'twoPersonAbove', text: 'transfers.accounts.two.wrong' })
  return problems
}

/** What is saved; only for values without problems. */
export function accountOf(values: AccountValues, currency: string) {
  const { en, ar, so } = values.note
  return {
    currency,
    holder: values.holder.trim(),
    bankName: values.bankName.trim(),
    iban: plainIban(values.iban),
    accountNumber: values.accountNumber.trim(),
    bic: values.bic.trim().toUpperCase(),
    note: { ...(en.trim() && { en: en.trim() }), ...(ar.trim() && { ar: ar.trim() }), ...(so.trim() && { so: so.trim() }) },
    deadlineDays: daysOf(values.deadlineDays) ?? 7,
    twoPersonAboveMinor: values.twoPersonAbove.trim() ? typedAmount(values.twoPersonAbove, currency) : null,
  }
}
