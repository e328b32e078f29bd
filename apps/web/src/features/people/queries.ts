import type { Role } from '@edurise/contracts'
import { api } from '../../api.ts'

export const peopleKeys = {
  devices: ['people', 'devices'] as const,
  members: ['people', 'members'] as const,
  membersOf: (role: Role | undefined, q: string) => ['people', 'members', role ?? 'all', q] as const,
}

export const devicesQuery = { key: peopleKeys.devices, query: () => api.people.devices.query({}) }

const pageSize = 50

export const membersQuery = (role: Role | undefined, q: string) => ({
  key: peopleKeys.membersOf(role, q),
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.people.members.query({
      limit: pageSize,
      ...(role && { role }),
      ...(q && { q }),
      ...(pageParam === undefined ? {} : { cursor: pageParam }),
    }),
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
})
