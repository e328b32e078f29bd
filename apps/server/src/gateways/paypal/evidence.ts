import { randomUUID } from 'node:crypto'
import type { Evidence } from '../gateway.ts'

/** PayPal's bounds: characters of one note, pieces of one answer. */
const longestNote = 2_000
const mostPieces = 100

interface Piece {
  evidence_type: string
  notes: string
}

/** Evidence as PayPal takes it: notes of 2,000 characters. A longer text goes on in the next one, and says so. */
export function piecesOf({
  customerName,
  customerEmail,
  productDescription,
  serviceDate,
  accessLog,
  refundPolicy,
  correspondence,
}: Evidence): Piece[] {
  const customer = `${customerName} <${customerEmail}>`
  return [
    ...notes('PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED', `Opened to ${customer} on ${serviceDate}.\n${accessLog}`),
    ...notes('DETAILS_OF_PURCHASE', productDescription),
    ...notes('RETURN_POLICY', refundPolicy),
    ...notes('OTHER', correspondence),
  ].slice(0, mostPieces)
}

function notes(type: string, text: string): Piece[] {
  const parts = partsOf(text.trim())
  return parts.map((part, index) => ({
    evidence_type: type,
    notes: parts.length > 1 ? `(${index + 1}/${parts.length}) ${part}` : part,
  }))
}

/** Whole characters, with room left for the count. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  let part = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (part.length + segment.length > longestNote - 20) {
      parts.push(part)
      part = ''
    }
    part += segment
  }
  return part ? [...parts, part] : parts
}

/** The form in which evidence is sent: one field, which is JSON. */
export function evidenceForm(evidence: Evidence): { bytes: Buffer; type: string } {
  const boundary = `edurise-${randomUUID()}`
  const field = JSON.stringify({ evidences: piecesOf(evidence) })
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="input"\r\nContent-Type: application/json\r\n\r\n`
  return { bytes: Buffer.from(`${head}${field}\r\n--${boundary}--\r\n`), type: `multipart/form-data; boundary=${boundary}` }
}
