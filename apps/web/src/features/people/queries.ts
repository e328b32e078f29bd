import type { Role } from '@edurise/contracts'
import { api } from '../../api.ts'

export const peopleKeys = {
  devices: ['people', 'devices'] as const,
  members: ['people', 'members'] as const,
  membersOf: (role: Role | undefined, q: string) => ['people', 'members', role ?? 'all', q] as const,
  member: (personId: string) => ['people', 'members', 'one', personId] as const,
  history: (personId: string) => ['people', 'history', personId] as const,
}

export const devicesQuery = { key: peopleKeys.devices, query: () => api.people.devices.query({}) }
