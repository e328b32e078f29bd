/**
 * Whether a VAT number has another form than its country gives them. False for countries whose form is not known; the rules come with the first number.
 * @param country ISO 3166 code; numbers may be written with it in front, without it, with spaces and points
 */
export async function isUnusualVatId(vatId: string, country: string): Promise<boolean> {
  const plain = vatId.replace(/[\s.\-/]/g, '').toUpperCase()
  if (plain === '') return false
  const { checkVAT, countries } = await import('jsvat')
  const known = countries.filter(({ codes }) => codes.includes(country))
  // Greek numbers begin with EL.
  const forms = [plain, `${country === 'GR' ? 'EL' : country}${plain}`]
  return known.length > 0 && !forms.some((form) => checkVAT(form, known).isValid)
}
