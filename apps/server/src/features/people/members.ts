import { AppError, PersonId, type people } from '@edurise/contracts'
import { z } from 'zod'
import { asTenant, type CallContext } from '../../context.ts'
import { pageOf, readCursor } from '../../paging.ts'
import { recordAudit } from '../audit/index.ts'
import { lockAdmins, memberOf, membersOf, updateRole } from './queries.ts'

const Cursor = z.tuple([z.string().regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/), PersonId])

export async function listMembers(
  ctx: CallContext<typeof people.members>,
  { cursor, limit, role, q }: z.output<typeof people.members.input>,
) {
  const from = readCursor(Cursor, cursor)
  const after = from && { position: from[0], personId: from[1] }
  const rows = await asTenant(ctx, (trx) => membersOf(trx, ctx.tenantId, { role, prefix: q, after, limit: limit + 1 }))
  return pageOf(rows, limit, ({ position, personId }) => [position, personId])
}

export async function readMember(ctx: CallContext<typeof people.member>, { personId }: z.output<typeof people.member.input>) {
  const member = await asTenant(ctx, (trx) => memberOf(trx, ctx.tenantId, personId))
  if (!member) throw new AppError('PERSON_NOT_FOUND', {})
  return member
}

/** A tenant keeps an admin: two who step down at once cannot both succeed. */
export function changeRole(ctx: CallContext<typeof people.changeRole>, { personId, role }: z.output<typeof people.changeRole.input>) {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const admins = await lockAdmins(trx, tenantId)
    const member = await memberOf(trx, tenantId, personId)
    if (!member) throw new AppError('PERSON_NOT_FOUND', {})
    if (member.role === role) return member
    if (member.role === 'admin' && admins.length === 1) throw new AppError('LAST_ADMIN', {})
    await updateRole(trx, tenantId, personId, role)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'people.changeRole',
      object: `person:${personId}`,
      before: { role: member.role },
      after: { role },
      at: ctx.now(),
    })
    return { ...member, role }
  })
}
