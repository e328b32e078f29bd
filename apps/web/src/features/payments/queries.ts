import { api } from '../../api.ts'

const pageSize = 20

export const paymentKeys = {
  root: ['payments'] as const,
  offer: (slug: string) => ['payments', 'offer', slug] as const,
  standing: (courseId: string) => ['payments', 'standing', courseId] as const,
  ways: (courseId: string) => ['payments', 'ways', courseId] as const,
  begun: (courseId: string) => ['payments', 'begun', courseId] as const,
  order: (orderId: string) => ['payments', 'order', orderId] as const,
  mine: ['payments', 'mine'] as const,
}

/** The course as it is on sale now. */
export const offerQuery = (slug: string) => ({
  key: paymentKeys.offer(slug),
  query: () => api.marketplace.bySlug.query({ slug }),
})

/** How the buyer stands to the course: a payment may be open, or the course theirs already. */
export const standingQuery = (courseId: string) => ({
  key: paymentKeys.standing(courseId),
  query: () => api.enrolments.standing.query({ courseId }),
})

/** The ways to pay that the school offers for a course. */
export const waysQuery = (courseId: string) => ({
  key: paymentKeys.ways(courseId),
  query: () => api.payments.methods.query({ courseId }),
})

export const orderQuery = (orderId: string) => ({
  key: paymentKeys.order(orderId),
  query: () => api.payments.orderById.query({ orderId }),
})

/** The order of a course that was begun and not paid, if it is among the buyer's last ones. */
export const begunQuery = (courseId: string) => ({
  key: paymentKeys.begun(courseId),
  query: async () => {
    const { items } = await api.payments.myOrders.query({ limit: pageSize })
    return items.find(({ state, course }) => state === 'open' && course.id === courseId)?.id ?? null
  },
})

export const myOrdersQuery = {
  key: paymentKeys.mine,
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.payments.myOrders.query({ limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
}
