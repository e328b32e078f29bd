import { AppError, type people } from '@edurise/contracts'
import { schoolHost } from '../../addresses.ts'
import { asSelf, type CallContext, type PersonContext } from '../../context.ts'
import { findTenantBySlug } from '../tenants/index.ts'
import { membershipsOf } from './queries.ts'
import type { z } from 'zod'

export async function readMe(ctx: CallContext<typeof people.me>) {
  const { id, name, email, emailVerified, locale } = ctx.person
  const [memberships, staff] = await Promise.all([asSelf(ctx, (trx) => membershipsOf(trx, id)), ctx.rights.onPlatform(id)])
  return { id, name, email, emailVerified, locale, memberships, permissions: [...ctx.permissions], platformPermissions: [...staff] }
}

export async function updateMe({ accounts, person }: PersonContext, values: z.output<typeof people.updateMe.input>) {
  await accounts.updatePerson(person.id, values)
  return values
}

export function listDevices({ accounts, person }: PersonContext) {
  return accounts.devicesOf(person)
}

export async function endDevice({ accounts, person }: PersonContext, { id }: z.output<typeof people.endDevice.input>) {
  if (!(await accounts.endDevice(person, id))) throw new AppError('DEVICE_NOT_FOUND', {})
  return { id }
}

/** The address on another of our hosts at which the session goes on. */
export async function handOff(ctx: PersonContext, { to, path }: z.output<typeof people.handoff.input>) {
  const { publicUrl } = ctx.config
  const address = new URL('/api/v1/auth/handoff', publicUrl)
  if (to !== null) {
    const tenant = await findTenantBySlug(ctx.db.open, to)
    if (!tenant) throw new AppError('TENANT_NOT_FOUND', {})
    address.hostname = schoolHost(publicUrl, tenant.slug)
  }
  address.searchParams.set('code', await ctx.accounts.handoffCode(ctx.person, address.hostname))
  address.searchParams.set('path', path)
  return { url: address.href }
}
