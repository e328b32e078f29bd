import type { CoursePage, Order } from '@edurise/contracts'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSession } from '../../session.ts'
import { formatDate } from '../../ui/dates.ts'
import { useDuration } from '../../ui/duration.ts'
import { formatMoney, isolated } from '../../ui/money.ts'
import { lastPayment, openPayment, type OrderPhase } from './order-phase.ts'

interface Told {
  order: Ref<Order | undefined>
  phase: Ref<OrderPhase | undefined>
  /** The provider has said that nobody paid. */
  unpaid: Ref<boolean>
  /** The course opened just now, not long ago. */
  news: Ref<boolean>
  offer: Ref<Pick<CoursePage, 'modules'> | undefined>
  /** It was cancelled on this page. */
  cancelled: Ref<boolean>
}

/** The heading of an order and the sentence below it, for each state it can be in. */
export function useOrderWords({ order, phase, unpaid, news, offer, cancelled }: Told): ComputedRef<{ title: string; text: string } | null> {
  const { t } = useI18n()
  const session = useSession()
  const duration = useDuration()
  const name = computed(() => session.me?.name.trim().split(/\s+/)[0] ?? '')

  return computed(() => {
    if (!order.value || !phase.value) return null
    const { buyerEmail, totalMinor, currency, createdAt, paidAt, payments } = order.value
    const payment = openPayment(payments) ?? lastPayment(payments)
    const mail = isolated(buyerEmail)
    const amount = isolated(formatMoney(totalMinor, currency, true))
    if (phase.value === 'open') {
      const minutes = offer.value?.modules[0]?.lessons[0]?.minutes
      if (!news.value) {
        const day = formatDate(paidAt ?? createdAt, 'date', session.locale, session.zone)
        return { title: t('payments.phase.kept.title'), text: t('payments.phase.kept.text', { day }) }
      }
      return {
        title: name.value ? t('payments.phase.open.title', { name: `\u2068${name.value}\u2069` }) : t('payments.phase.open.nameless'),
        text: minutes ? t('payments.phase.open.text', { time: duration(minutes), mail }) : t('payments.phase.open.short', { mail }),
      }
    }
    if (unpaid.value) return { title: t('payments.phase.unpaid.title'), text: t('payments.phase.unpaid.text', { amount }) }
    if (phase.value === 'failed') {
      return { title: t('payments.phase.failed.title'), text: t(`payments.failure.${payment?.failure ?? 'other'}`) }
    }
    if (phase.value === 'expired' && cancelled.value)
      return { title: t('payments.phase.cancelled.title'), text: t('payments.phase.cancelled.text') }
    if (phase.value === 'transfer') return { title: t('payments.provider.bank_transfer'), text: '' }
    if (phase.value === 'refunded' && order.value.access === 'open') {
      return { title: t('payments.phase.refunded.title'), text: t('payments.phase.refundedOpen', { amount }) }
    }
    if (phase.value === 'waiting' && payment?.provider === 'paypal') {
      return { title: t('payments.phase.paypal.title'), text: t('payments.phase.waiting.text', { mail }) }
    }
    return { title: t(`payments.phase.${phase.value}.title`), text: t(`payments.phase.${phase.value}.text`, { amount, mail }) }
  })
}
