/** Sends the mail once more by which people show that an address is theirs. Answers whether it went out. */
export async function verifyAgain(next: string): Promise<boolean> {
  const answer = await fetch('/api/v1/auth/send-verification-email', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-edurise': '1' },
    body: JSON.stringify({ next }),
    credentials: 'same-origin',
  }).catch(() => null)
  return answer?.ok ?? false
}
