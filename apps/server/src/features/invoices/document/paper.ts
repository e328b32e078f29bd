import { Provider, type Company, type InvoiceKind, type InvoiceSnapshot } from '@edurise/contracts'
import { amount } from '../../../amount.ts'
import { dayOf } from '../../../dates.ts'
import { isolated } from './bidi.ts'
import { paperWords, type PaperWords } from './paper-words.ts'

/** All that a document is made of: rows that never change. */
export interface Paper {
  name: string
  kind: InvoiceKind
  version: number
  /** Of this version. */
  versionAt: string
  issuedAt: string
  corrects: { name: string; issuedAt: string } | null
  totalMinor: number
  currency: string
  snapshot: InvoiceSnapshot
}

/** Whom a paper is from or to. */
export interface Party {
  label: string
  name: string
  lines: string[]
}

export interface PaperText {
  words: PaperWords
  title: string
  /** The seller as everybody knows it; what its books call it stands in `seller`. */
  from: string
  seller: Party
  buyer: Party
  facts: { label: string; value: string; mono: boolean }[]
  notes: string[]
  lines: { title: string; quantity: string; amount: string }[]
  sums: { label: string; amount: string }[]
  total: { label: string; amount: string }
  settled: string
}

/** What a paper says, in its own language, before anything is drawn. */
export function textOf(paper: Paper): PaperText {
  const { snapshot, currency } = paper
  const { locale } = snapshot
  const words = paperWords[locale]
  const credit = paper.kind === 'credit_note'
  const money = (amountMinor: number) => amount({ amountMinor, currency })
  const provider = Provider.safeParse(snapshot.provider).data ?? 'other'
  const whole = sold(paper)
  const from = snapshot.seller.names[locale] ?? snapshot.seller.name
  const date = (instant: string) => isolated(dayOf(instant, locale))
  return {
    words,
    title: words.kinds[paper.kind],
    from,
    seller: partyOf(words.seller, from, [], snapshot.seller.company, paper),
    buyer: partyOf(words.billedTo, snapshot.buyer.name, [snapshot.buyer.email], snapshot.buyer.company, paper),
    facts: [
      { label: words.issued, value: dayOf(paper.issuedAt, locale), mono: false },
      { label: words.order, value: snapshot.orderNumber, mono: true },
      ...(paper.corrects ? [{ label: words.corrects, value: paper.corrects.name, mono: true }] : []),
      ...(snapshot.buyer.company?.reference ? [{ label: words.reference, value: snapshot.buyer.company.reference, mono: false }] : []),
    ],
    notes: [
      ...(paper.version > 1 ? [words.version(paper.version, date(paper.versionAt), paper.version - 1)] : []),
      ...(paper.corrects && snapshot.reason
        ? [
            words.why[snapshot.reason](
              isolated(paper.corrects.name),
              date(paper.corrects.issuedAt),
              isolated(money(Math.abs(paper.totalMinor))),
            ),
          ]
        : []),
    ],
    lines: whole.lines.map(({ title, quantity, amountMinor }) => ({ title, quantity: String(quantity), amount: money(amountMinor) })),
    sums: whole.sums
      ? [
          { label: words.subtotal, amount: money(snapshot.subtotalMinor) },
          ...(snapshot.discountMinor ? [{ label: words.discount, amount: money(-snapshot.discountMinor) }] : []),
          { label: words.tax, amount: money(snapshot.taxMinor) },
        ]
      : [],
    total: { label: credit ? words.credited : words.total, amount: money(paper.totalMinor) },
    settled: credit ? words.sentBack(provider, date(paper.issuedAt)) : words.paid(provider, date(snapshot.paidAt)),
  }
}

/** The lines of the sale where the paper is about all of it; else one line of what it is about, under the names of what was sold. */
function sold({ kind, totalMinor, snapshot }: Paper): { lines: InvoiceSnapshot['lines']; sums: boolean } {
  const { lines, subtotalMinor, discountMinor, taxMinor } = snapshot
  if (kind === 'invoice' && totalMinor === subtotalMinor - discountMinor + taxMinor) return { lines, sums: true }
  return {
    lines: [{ title: lines.map(({ title }) => title).join(snapshot.locale === 'ar' ? '، ' : ', '), quantity: 1, amountMinor: totalMinor }],
    sums: false,
  }
}

function partyOf(label: string, name: string, contact: string[], company: Company | undefined, { snapshot }: Paper): Party {
  if (!company) return { label, name, lines: contact }
  const words = paperWords[snapshot.locale]
  return {
    label,
    name: company.name,
    lines: [
      ...company.lines,
      countryName(company.country, snapshot.locale),
      ...(company.vatId ? [`${words.vatId}: ${isolated(company.vatId)}`] : []),
      ...(name === company.name ? [] : [name]),
      ...contact,
    ],
  }
}

function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code) ?? code
}
