import type { OrderId, PaymentId } from '@edurise/contracts'
import { syncPayment } from '@edurise/jobs'
import type { ACourse } from '../../../testing/factories.ts'
import type { SignedIn, World } from '../../../testing/world.ts'

export interface Sale {
  orderId: OrderId
  paymentId: PaymentId
  sessionId: string
  url: string
}

/** A till for tests: learners start checkouts, and the provider's own dashboard is at hand. */
export function tillOf(world: World) {
  async function control<Answer>(path: string, body: object = {}): Promise<Answer> {
    const answer = await fetch(`${world.sandbox.url}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return asAnswer<Answer>(await answer.json())
  }

  return {
    control,
    async state<Answer>(path: string): Promise<Answer> {
      const answer = await fetch(`${world.sandbox.url}/control${path}`)
      return asAnswer<Answer>(await answer.json())
    },
    async startCheckout(learner: SignedIn, { courseId }: ACourse): Promise<Sale> {
      const { orderId, paymentId, url } = await learner.api.payments.startCheckout({ courseId, provider: 'stripe' })
      return { orderId, paymentId, url, sessionId: new URL(url).pathname.split('/').at(-1) ?? '' }
    },
    pay: ({ sessionId }: Pick<Sale, 'sessionId'>, card?: string) =>
      control<{ outcome: string }>('/pay', { sessionId, ...(card && { card }) }),
    sync: async ({ paymentId }: Pick<Sale, 'paymentId'>) => {
      await world.platform.enqueue(world.platform.db.open, syncPayment, { paymentId })
      await world.runJobs()
    },
    async factsOf({ orderId, paymentId }: Pick<Sale, 'orderId' | 'paymentId'>) {
      const { open } = world.db
      const [order, payment, grants, enrolments, invoices, books] = await Promise.all([
        open.selectFrom('orders').select(['state', 'person_id', 'course_id']).where('id', '=', orderId).executeTakeFirstOrThrow(),
        open
          .selectFrom('payments')
          .select(['state', 'duplicate', 'unfulfillable', 'captured_minor as captured', 'refunded_minor as refunded'])
          .where('id', '=', paymentId)
          .executeTakeFirstOrThrow(),
        open
          .selectFrom('grants')
          .innerJoin('order_lines', 'order_lines.id', 'grants.source_id')
          .select(['grants.ended_at as endedAt'])
          .where('order_lines.order_id', '=', orderId)
          .execute(),
        open
          .selectFrom('enrolments')
          .innerJoin('orders', (join) =>
            join.onRef('orders.person_id', '=', 'enrolments.person_id').onRef('orders.course_id', '=', 'enrolments.course_id'),
          )
          .select('enrolments.state')
          .where('orders.id', '=', orderId)
          .execute(),
        open
          .selectFrom('invoices')
          .select(['kind', 'number', 'total_minor as total'])
          .where('order_id', '=', orderId)
          .orderBy('issued_at')
          .orderBy('id')
          .execute(),
        open
          .selectFrom('ledger_entries')
          .select(['account', 'kind', 'amount_minor as amount'])
          .where('payment_id', '=', paymentId)
          .execute(),
      ])
      const balance = (account: string) => books.reduce((sum, entry) => (entry.account === account ? sum + entry.amount : sum), 0)
      return {
        order: order.state,
        payment,
        live: grants.filter(({ endedAt }) => endedAt === null).length,
        enrolments: enrolments.map(({ state }) => state),
        papers: invoices.map(({ kind, total }) => [kind, total] as const),
        atProvider: balance('provider_balance'),
        sum: books.reduce((total, { amount }) => total + amount, 0),
      }
    },
  }
}

/** The sandbox's own answers; a test that names them wrongly fails at its first use of one. */
function asAnswer<Answer>(value: unknown): Answer {
  return value as Answer
}
