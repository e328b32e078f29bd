/** Reads an answer up to a bound; null when it is longer. What is over the bound is never read. */
export async function readBounded(response: Response, limit: number): Promise<Buffer | null> {
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    await response.body?.cancel()
    return null
  }
  const parts: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the transfer.
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > limit) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}
