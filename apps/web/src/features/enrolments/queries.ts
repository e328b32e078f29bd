import { api } from '../../api.ts'

export type Tab = 'going_on' | 'finished'

export const enrolmentKeys = {
  root: ['enrolments'] as const,
  mine: (state: Tab) => ['enrolments', 'mine', state] as const,
}

const pageSize = 20

export const myCoursesQuery = (state: Tab) => ({
  key: enrolmentKeys.mine(state),
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.enrolments.mine.query({ state, limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
})
