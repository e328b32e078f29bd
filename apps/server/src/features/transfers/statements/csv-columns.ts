import type { Columns } from './statement.ts'

/** Words at the heads of columns in English, German, Arabic and Somali; earlier ones win. */
const words: Record<keyof Columns, string> = {
  bookedOn: `booking date, posting date, booked on, booked, posted, entry date, transaction date, trans date,
    txn date, date, buchungstag, buchungsdatum, datum, buchung, تاريخ القيد, تاريخ العملية,
    تاريخ المعاملة, تاريخ الحركة, التاريخ, تاريخ, taariikhda diiwaangelinta, taariikhda, taariikh,
    value date, wertstellung, valuta, valutadatum, تاريخ الاستحقاق, تاريخ الحق`,
  amount: `amount, transaction amount, betrag, umsatz, المبلغ, مبلغ, مبلغ العملية, القيمة, xaddiga, xadiga,
    qadarka, cadadka, lacagta`,
  credit: `credit, credit amount, credits, paid in, money in, deposit, deposits, haben, gutschrift,
    gutschriften, eingang, دائن, الدائن, له, ايداع, الايداعات, مبلغ دائن, soo gal, soo galay,
    lacag soo gashay, dhigaal`,
  debit: `debit, debit amount, debits, paid out, money out, withdrawal, withdrawals, soll, lastschrift,
    belastung, ausgang, مدين, المدين, عليه, سحب, السحوبات, مبلغ مدين, bax, baxay, lacag baxday, kala bax`,
  direction: `dr cr, cr dr, debit credit, credit debit, d c, c d, direction, indicator, credit debit indicator,
    soll haben, s h, kennzeichen, مدين دائن, دائن مدين, الاتجاه, jihada`,
  currency: 'currency, ccy, währung, waehrung, whg, العملة, عملة, nooca lacagta, lacagta nooceeda',
  counterparty: `counterparty, counterparty name, payer, payer name, sender, sender name, remitter, from, name, payee,
    beneficiary, name zahlungsbeteiligter, beguenstigter zahlungspflichtiger,
    begünstigter zahlungspflichtiger, auftraggeber empfänger, zahlungspflichtige r, zahlungspflichtiger,
    auftraggeber, empfänger, gegenpartei, zahlungsempfänger, اسم المرسل, المرسل, اسم الدافع, الدافع,
    الطرف المقابل, المحول, الاسم, magaca diraha, diraha, bixiyaha, magaca`,
  remittance: `remittance, remittance information, payment details, description, details, narrative, narration,
    particulars, memo, message, purpose, payment reference, reference, verwendungszweck,
    zahlungsreferenz, buchungstext, البيان, بيان, الوصف, التفاصيل, تفاصيل, الغرض, غرض التحويل,
    faahfaahin, faahfaahinta, sharaxaad, ujeeddada, ujeeddo, qoraal`,
  bankRef: `bank reference, bank ref, transaction id, transaction reference, transaction number,
    reference number, reference no, ref no, entry reference, bankreferenz, transaktionsnummer,
    referenznummer, رقم المرجع, رقم العملية, رقم الحركة, المرجع, lambarka tixraaca, tixraaca bangiga,
    tixraac`,
  balance: `balance, running balance, saldo, kontostand, saldo nach buchung, الرصيد, رصيد, haraaga, haraa,
    baaqiga`,
}
const roles = [
  'bookedOn',
  'amount',
  'credit',
  'debit',
  'direction',
  'currency',
  'counterparty',
  'remittance',
  'bankRef',
  'balance',
] as const satisfies readonly (keyof Columns)[]
const ranks = new Map(roles.map((role) => [role, new Map(words[role].split(',').map((word, rank) => [plain(word), rank]))]))

/** The first row that names at least a date and an amount, with the places of its columns. */
export function findHeader(rows: readonly { cells: string[] }[]): { index: number; columns: Columns; known: number } | undefined {
  for (const [index, { cells }] of rows.entries()) {
    const names = cells.slice(0, 60).map(plain)
    const place = (role: keyof Columns) => {
      const known = names.flatMap((name, at) => {
        const rank = ranks.get(role)?.get(name)
        return rank === undefined ? [] : [{ at, rank }]
      })
      return known.sort((one, other) => one.rank - other.rank)[0]?.at ?? null
    }
    const bookedOn = place('bookedOn')
    if (bookedOn === null) continue
    const [amount, credit, debit] = [place('amount'), place('credit'), place('debit')]
    if (amount === null && credit === null && debit === null) continue
    const columns: Columns = {
      bookedOn,
      amount,
      credit,
      debit,
      direction: place('direction'),
      currency: place('currency'),
      counterparty: place('counterparty'),
      remittance: place('remittance'),
      bankRef: place('bankRef'),
      balance: place('balance'),
    }
    return { index, columns, known: Object.values(columns).filter((column) => column !== null).length }
  }
  return undefined
}

/** A header as it is compared: "Betrag (EUR)" is "betrag", "المبلغ" is the same with and without its marks. */
function plain(text: string): string {
  return text
    .slice(0, 100)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([][a-z]{3}[)\]]|\bin [a-z]{3}$/, ' ')
    .replace(/[\u064B-\u0652\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const came = new Set(['c', 'cr', 'crdt', 'credit', 'h', 'haben', 'in', 'دائن', 'له', 'ايداع', 'soo gal', 'soo galay'])
const went = new Set(['d', 'dr', 'dbit', 'debit', 's', 'soll', 'out', 'مدين', 'عليه', 'سحب', 'bax', 'baxay'])

/** 1 for what came, −1 for what went, null for neither word. */
export function readDirection(text: string): 1 | -1 | null {
  if (text === '+') return 1
  if (text === '-' || text === '−') return -1
  const word = plain(text)
  if (came.has(word)) return 1
  return went.has(word) ? -1 : null
}
