/** ISO 13616: the countries' lengths, for those whose banks our schools use and their neighbours; others are held between 15 and 34. */
const lengths: Readonly<Record<string, number>> = {
  AE: 23,
  AT: 20,
  BE: 16,
  BH: 22,
  CH: 21,
  DE: 22,
  DJ: 27,
  DK: 18,
  EG: 29,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  IE: 22,
  IQ: 23,
  IT: 27,
  JO: 30,
  KW: 30,
  LB: 28,
  LY: 25,
  MR: 27,
  NL: 18,
  NO: 15,
  OM: 23,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  SA: 24,
  SD: 18,
  SE: 24,
  SO: 23,
  TN: 24,
  TR: 26,
  YE: 30,
}

/** Letters and digits alone, upper case: what was typed or pasted, without what people put between. */
export const plainIban = (text: string): string => text.replace(/[\s\u00a0-]/g, '').toUpperCase()

/** In groups of four, as banks print it. */
export const grouped = (iban: string): string => plainIban(iban).replace(/(.{4})(?=.)/g, '$1 ')

export type IbanProblem = 'signs' | 'length' | 'digits'

/** What is wrong with an IBAN, or null. The check digits are those of ISO 7064, mod 97-10. */
export function ibanProblem(text: string): IbanProblem | null {
  const iban = plainIban(text)
  if (!/^[A-Z]{2}\d{2}[A-Z\d]*$/.test(iban)) return 'signs'
  const length = lengths[iban.slice(0, 2)]
  if (length === undefined ? iban.length < 15 || iban.length > 34 : iban.length !== length) return 'length'
  let rest = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1 ? null : 'digits'
}
