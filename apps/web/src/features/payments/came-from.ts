/**
 * Whether this page was opened straight from the payment page: then its reader has just paid there. Pages of our own in between, and those who open the
 * order from a mail or a list, do not count.
 */
export function cameFrom(paymentPage: string | null): boolean {
  if (!paymentPage || !document.referrer || !URL.canParse(paymentPage)) return false
  const state: unknown = history.state
  const first = typeof state !== 'object' || state === null || !('back' in state) || state.back === null
  return first && new URL(document.referrer).origin === new URL(paymentPage).origin
}
