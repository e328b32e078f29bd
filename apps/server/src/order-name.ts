/** An order's number as people read and quote it: EDU, the year it was made (UTC), and six digits at least. */
export function orderName({ number, createdAt }: { number: number; createdAt: string }): string {
  return `EDU-${new Date(createdAt).getUTCFullYear()}-${String(number).padStart(6, '0')}`
}

/** The number in what somebody typed, whole or in part: "EDU-2026-000017", "17", "#000017". */
export function orderNumberIn(text: string): number | null {
  const match = /^(?:EDU-\d{4}-|#)?0*(\d{1,12})$/i.exec(text.trim())
  return match ? Number(match[1]) : null
}
