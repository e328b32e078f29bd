import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { Instant, Language, OrderId, PersonId, TenantId, Texts } from './ids.ts'
import { page, paging } from './paging.ts'
import { Permission, PlatformPermission, Role } from './permissions.ts'

export const Membership = z.object({ tenantId: TenantId, slug: z.string(), name: z.string(), names: Texts, role: Role })
export type Membership = z.infer<typeof Membership>

export const Me = z.object({
  id: PersonId,
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  locale: Language,
  memberships: z.array(Membership),
  /** In the tenant of this host; empty on the marketplace. */
  permissions: z.array(Permission),
  platformPermissions: z.array(PlatformPermission),
})
export type Me = z.infer<typeof Me>

export const Device = z.object({
  id: z.string(),
  current: z.boolean(),
  userAgent: z.string().nullable(),
  createdAt: Instant,
  lastSeenAt: Instant,
})
export type Device = z.infer<typeof Device>

export const Member = z.object({ personId: PersonId, name: z.string(), email: z.string(), role: Role, since: Instant })
export type Member = z.infer<typeof Member>

/** Where to go on, and nothing that would lead off our own hosts. */
export const LocalPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])/)

export const UpdateMe = z.strictObject({ name: z.string().trim().min(1).max(100), locale: Language })
export const ChangeRole = z.strictObject({ personId: PersonId, role: Role })
export const Handoff = z.strictObject({
  /** Slug of the portal to go to; null for the marketplace. */
  to: z.string().max(80).nullable(),
  path: LocalPath,
})

/** One thing that happened between a person and a tenant. */
export const PersonEvent = z.object({
  at: Instant,
  kind: z.enum([
    'joined',
    'role_changed',
    'order_created',
    'order_paid',
    'access_opened',
    'access_ended',
    'access_given',
    'access_taken',
    'refund',
    'mail',
  ]),
  /** A course's title, a role, a kind of mail, an order's number. */
  detail: z.string(),
  reason: z.string(),
  /** Who did it, when a person did. */
  actorName: z.string().nullable(),
  orderId: OrderId.nullable(),
})
export type PersonEvent = z.infer<typeof PersonEvent>

export const peopleErrors = defineErrors({
  PERSON_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  DEVICE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  TENANT_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  LAST_ADMIN: { as: 'CONFLICT', data: z.object({}) },
  // The account library's own refusals, spoken in our words by its routes.
  EMAIL_TAKEN: { as: 'CONFLICT', data: z.object({}) },
  CREDENTIALS_WRONG: { as: 'UNAUTHORIZED', data: z.object({}) },
  PASSWORD_TOO_SHORT: { as: 'BAD_REQUEST', data: z.object({ min: z.int() }) },
  PASSWORD_COMMON: { as: 'BAD_REQUEST', data: z.object({}) },
  LINK_EXPIRED: { as: 'PRECONDITION_FAILED', data: z.object({}) },
})

export const people = {
  me: query({ allow: 'signed-in', tenantFrom: 'host', door: 'person', input: z.strictObject({}), output: Me }),
  updateMe: mutation({
    allow: 'signed-in',
    tenantFrom: 'none',
    door: 'none',
    input: UpdateMe,
    output: z.object({ name: z.string(), locale: Language }),
  }),
  devices: query({ allow: 'signed-in', tenantFrom: 'none', door: 'none', input: z.strictObject({}), output: z.array(Device) }),
  endDevice: mutation({
    allow: 'signed-in',
    tenantFrom: 'none',
    door: 'none',
    input: z.strictObject({ id: z.string().max(100) }),
    output: z.object({ id: z.string() }),
    refuses: ['DEVICE_NOT_FOUND'],
  }),
  /** Carries the session to another of our hosts: the address holds a code that works once, within 60 s. */
  handoff: mutation({
    allow: 'signed-in',
    tenantFrom: 'none',
    door: 'none',
    input: Handoff,
    output: z.object({ url: z.url() }),
    refuses: ['TENANT_NOT_FOUND'],
  }),
  members: query({
    allow: 'people.members',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ ...paging, role: Role.optional(), q: z.string().trim().max(100).optional() }),
    output: page(Member),
    refuses: ['NO_PORTAL_HERE'],
  }),
  member: query({
    allow: 'people.members',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ personId: PersonId }),
    output: Member,
    refuses: ['PERSON_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  /** What happened between a person and this tenant, newest first: orders, access, mails, roles. */
  history: query({
    allow: 'people.members',
    tenantFrom: 'host',
    door: 'tenant',
    input: z.strictObject({ ...paging, personId: PersonId }),
    output: page(PersonEvent),
    refuses: ['PERSON_NOT_FOUND', 'NO_PORTAL_HERE'],
  }),
  changeRole: mutation({
    allow: 'people.changeRole',
    tenantFrom: 'host',
    door: 'tenant',
    input: ChangeRole,
    output: Member,
    refuses: ['PERSON_NOT_FOUND', 'LAST_ADMIN', 'NO_PORTAL_HERE'],
  }),
}
