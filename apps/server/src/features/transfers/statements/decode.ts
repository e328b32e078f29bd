import { StatementRefused } from './statement.ts'

/** Bytes as text: by their mark, by what an XML document declares, as UTF-8 where they are, else as what banks wrote before it. */
export function decode(bytes: Uint8Array): string {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return read('utf-8', bytes)
  if (a === 0xff && b === 0xfe) return read('utf-16le', bytes)
  if (a === 0xfe && b === 0xff) return read('utf-16be', bytes)
  const head = bytes.subarray(0, 1_024)
  const zeros = (parity: number) => head.filter((byte, index) => byte === 0 && index % 2 === parity).length
  if (zeros(1) > head.length / 8) return read('utf-16le', bytes)
  if (zeros(0) > head.length / 8) return read('utf-16be', bytes)
  const declared = /^\s*<\?xml[^>]{0,100}encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_-]{1,20})["']/.exec(read('windows-1252', head))?.[1]
  if (declared !== undefined && !/^utf-?8$/i.test(declared)) return read(declared, bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return read(looksArabic(bytes) ? 'windows-1256' : 'windows-1252', bytes)
  }
}

function read(encoding: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch {
    throw new StatementRefused('damaged', { line: 1, found: encoding })
  }
}

/** In European texts letters above ASCII stand alone; in Arabic ones they come in runs. */
function looksArabic(bytes: Uint8Array): boolean {
  let run = 0
  let inRuns = 0
  let alone = 0
  for (const byte of bytes) {
    if (byte >= 0xc0) {
      run += 1
    } else if (run > 0) {
      if (run >= 3) inRuns += run
      else alone += run
      run = 0
    }
  }
  return inRuns > alone
}
