import type { Order, Refund, RefundPreview } from '@edurise/contracts'
import { decimal } from '@edurise/contracts/amounts'
import { useQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { refusalOf } from '../../errors.ts'
import { typedAmount } from '../../ui/typed-amount.ts'
import { previewQuery, type PlainChoice } from './queries.ts'

export type RefundMode = 'full' | 'amount' | 'lines'
type Payment = Order['payments'][number]

const afterTyping = 300

/** What is decided or on its way, and so no longer there to be returned. */
const taken: ReadonlySet<Refund['state']> = new Set(['requested', 'pending'])

/** While the bank has it, the money is not the school's to give. */
const disputed: ReadonlySet<Payment['state']> = new Set(['disputed', 'charged_back'])

/** What could still be returned of a payment, as far as the page knows. */
export function leftOf(payment: Payment, refunds: readonly Refund[]): number {
  const onItsWay = refunds.filter(({ paymentId, state }) => paymentId === payment.id && taken.has(state))
  return payment.capturedMinor - payment.refundedMinor - onItsWay.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}

/** The payments of an order that something can be returned of, the largest rest first. */
export function refundable(order: Pick<Order, 'payments' | 'refunds'>): Payment[] {
  return order.payments
    .filter((payment) => !disputed.has(payment.state) && leftOf(payment, order.refunds) > 0)
    .toSorted((one, other) => leftOf(other, order.refunds) - leftOf(one, order.refunds))
}

/** What somebody chooses to return, and what the server says it would do. What is typed stays whatever the server answers. */
export function useRefundChoice(order: Pick<Order, 'payments' | 'refunds'>, wish: Refund | null) {
  const payments = refundable(order)
  const paymentId = ref(payments.find(({ id }) => id === wish?.paymentId)?.id ?? payments[0]?.id)
  const payment = computed(() => payments.find(({ id }) => id === paymentId.value))
  const currency = computed(() => payment.value?.currency ?? 'USD')
  /** Of the last answer; before there is one, what the page knows. */
  const told = ref<number | null>(null)
  const left = computed(() => told.value ?? (payment.value ? leftOf(payment.value, order.refunds) : 0))
  const text = (minor: number) => decimal({ minor, currency: currency.value })

  const mode = ref<RefundMode>(wish && wish.amountMinor < left.value ? 'amount' : 'full')
  const amount = ref(text(wish ? Math.min(wish.amountMinor, left.value) : left.value))
  const lines = ref<Record<string, string>>({})
  watch(paymentId, () => {
    told.value = null
    lines.value = {}
    amount.value = text(left.value)
  })

  const lineAmounts = computed(() =>
    Object.entries(lines.value).flatMap(([lineId, typed]) => {
      const minor = typed.trim() ? typedAmount(typed, currency.value) : 0
      return minor === 0 ? [] : [{ lineId, amountMinor: minor }]
    }),
  )
  /** Null while what is typed is no amount. */
  const choice = computed<PlainChoice | null>(() => {
    const id = paymentId.value
    if (!id) return null
    if (mode.value === 'full') return left.value > 0 ? { paymentId: id, amountMinor: left.value, lines: [] } : null
    if (mode.value === 'amount') {
      const minor = typedAmount(amount.value, currency.value)
      return minor ? { paymentId: id, amountMinor: minor, lines: [] } : null
    }
    const chosen = lineAmounts.value.flatMap(({ lineId, amountMinor }) => (amountMinor === null ? [] : [{ lineId, amountMinor }]))
    if (chosen.length === 0 || chosen.length < lineAmounts.value.length) return null
    return { paymentId: id, amountMinor: chosen.reduce((sum, { amountMinor }) => sum + amountMinor, 0), lines: chosen }
  })

  const asked = ref(choice.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(choice, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = now), afterTyping)
  })
  onScopeDispose(() => clearTimeout(timer))

  const answer = useQuery(() => previewQuery(asked.value))
  /** The last answer stays on the page while the next one is awaited. */
  const preview = ref<RefundPreview | null>(null)
  watch(
    () => answer.data.value,
    (now) => {
      if (!now) return
      preview.value = now
      told.value = now.refundableMinor
    },
    { immediate: true },
  )
  watch(
    () => answer.error.value,
    (error) => {
      const refusal = error ? refusalOf(error) : null
      // Somebody else has returned some of it meanwhile: all of it is less now.
      if (refusal?.code === 'REFUND_TOO_LARGE' && typeof refusal.data.refundableMinor === 'number')
        told.value = refusal.data.refundableMinor
    },
  )
  const same = (one: PlainChoice | null, other: PlainChoice | null) => JSON.stringify(one) === JSON.stringify(other)
  /** The preview is about what stands in the fields now. */
  const current = computed(
    () => same(choice.value, asked.value) && !answer.isLoading.value && !answer.error.value && preview.value !== null,
  )
  return {
    payments,
    paymentId,
    payment,
    currency,
    left,
    mode,
    amount,
    lines,
    choice,
    preview,
    current,
    error: answer.error,
    refetch: answer.refetch,
  }
}
