/** What a card number does here. Numbers and effects are those of https://docs.stripe.com/testing. */
export interface Card {
  readonly number: string
  readonly outcome: 'succeeded' | 'declined' | 'disputed' | 'bank_debit'
  readonly code?: string
  readonly declineCode?: string
  readonly message?: string
}

const declined = (number: string, code: string, declineCode: string | undefined, message: string): Card => ({
  number,
  outcome: 'declined',
  code,
  ...(declineCode === undefined ? {} : { declineCode }),
  message,
})

/** The cards the pay page offers, in its order. */
export const offered = {
  success: { number: '4242424242424242', outcome: 'succeeded' },
  declined: declined('4000000000000002', 'card_declined', 'generic_decline', 'Your card was declined.'),
  insufficient: declined('4000000000009995', 'card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
  disputed: { number: '4000000000000259', outcome: 'disputed' },
} as const satisfies Record<string, Card>

const others: readonly Card[] = [
  { number: '5555555555554444', outcome: 'succeeded' },
  { number: '378282246310005', outcome: 'succeeded' },
  // Its refunds begin as pending.
  { number: '4000000000007726', outcome: 'succeeded' },
  declined('4000000000000069', 'expired_card', undefined, 'Your card has expired.'),
  declined('4000000000000127', 'incorrect_cvc', undefined, "Your card's security code is incorrect."),
  declined('4000000000000119', 'processing_error', undefined, 'An error occurred while processing your card. Try again in a little bit.'),
]

/** A debit that a bank confirms or refuses later; not a number anybody can type. */
export const bankDebit: Card = { number: 'bank_debit', outcome: 'bank_debit' }

/** Charges on this card are refunded slowly: their refunds wait for the dashboard. */
export const slowRefunds = '7726'

/** The card behind a written number; undefined when it is no card number at all. */
export function cardByNumber(written: string): Card | undefined {
  const number = written.replace(/[\s-]/g, '')
  if (number === bankDebit.number) return bankDebit
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) return undefined
  return (
    [...Object.values<Card>(offered), ...others].find((card) => card.number === number) ??
    declined(
      number,
      'card_declined',
      'test_mode_live_card',
      'Your card was declined. Your request was in test mode, but used a non test card.',
    )
  )
}

function passesLuhn(number: string): boolean {
  const sum = Array.from(number, Number)
    .reverse()
    .reduce((total, digit, index) => {
      const value = digit * (index % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
