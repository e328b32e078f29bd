import type { Language, MailState, OrderId, PersonId, TenantId } from '@edurise/contracts'
import { json, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

export interface NewMail {
  tenantId: TenantId
  effectKey: string
  kind: string
  personId: PersonId | null
  orderId?: OrderId | null
  paperKey?: string | null
  to: string
  locale: Language
  data: object
}

/** The new mail's id, or null when this effect has had its mail. */
export async function insertMail(trx: TenantDb, id: string, mail: NewMail, at: Date): Promise<string | null> {
  const row = await trx
    .insertInto('mails')
    .values({
      tenant_id: mail.tenantId,
      id,
      effect_key: mail.effectKey,
      kind: mail.kind,
      person_id: mail.personId,
      order_id: mail.orderId ?? null,
      paper_key: mail.paperKey ?? null,
      to_email: mail.to,
      locale: mail.locale,
      data: json({ ...mail.data }),
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'effect_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

const stored = [
  'id',
  'kind',
  'to_email as to',
  'locale',
  'data',
  'state',
  'person_id as personId',
  'order_id as orderId',
  'paper_key as paperKey',
  'attached',
  'attempts',
  'last_error as lastError',
  'last_attempt_at as lastAttemptAt',
  'created_at as createdAt',
  'sent_at as sentAt',
  'sent_again_at as sentAgainAt',
] as const

export function mailById(trx: TenantDb, tenantId: TenantId, id: string) {
  return trx.selectFrom('mails').select(stored).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()
}
export type StoredMail = NonNullable<Awaited<ReturnType<typeof mailById>>>

/** Whoever wants to send it again waits for the one who does. */
export function lockMail(trx: TenantDb, tenantId: TenantId, id: string) {
  return trx.selectFrom('mails').select(stored).where('tenant_id', '=', tenantId).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** The sign that is sorted after all others. */
const last = '\u{10ffff}'

interface MailFilter {
  state: MailState | undefined
  /** The beginning of an address. */
  to: string | undefined
  after: readonly [at: string, id: string] | undefined
  limit: number
}

/** Newest first, after the mail that the last page ended with. */
export function listMails(trx: TenantDb, tenantId: TenantId, { state, to, after, limit }: MailFilter) {
  const from = to?.toLowerCase() ?? ''
  return trx
    .selectFrom('mails')
    .select(stored)
    .where('tenant_id', '=', tenantId)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'queued'))
    .$if(Boolean(to), (query) => query.where('to_key', '>=', from).where('to_key', '<', `${from}${last}`))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(created_at, id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function mailByEffect(trx: TenantDb, tenantId: TenantId, effectKey: string): Promise<string | null> {
  const row = await trx
    .selectFrom('mails')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('effect_key', '=', effectKey)
    .executeTakeFirst()
  return row?.id ?? null
}

export async function markSent(
  trx: TenantDb,
  tenantId: TenantId,
  id: string,
  { at, attached }: { at: Date; attached: string | null },
): Promise<void> {
  await trx
    .updateTable('mails')
    .set({ state: 'sent', sent_at: at, last_attempt_at: at, last_error: null, attached, attempts: sql`attempts + 1` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '<>', 'sent')
    .execute()
}

/** Counts an attempt that failed; one that was the last stays visible as that. */
export async function markAttempt(
  trx: TenantDb,
  tenantId: TenantId,
  id: string,
  { at, error, last }: { at: Date; error: string; last: boolean },
): Promise<void> {
  await trx
    .updateTable('mails')
    .set({ last_attempt_at: at, last_error: error, attempts: sql`attempts + 1`, ...(last && { state: 'failed' as const }) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute()
}

export async function markSentAgain(trx: TenantDb, tenantId: TenantId, id: string, at: Date): Promise<void> {
  await trx.updateTable('mails').set({ sent_again_at: at }).where('tenant_id', '=', tenantId).where('id', '=', id).execute()
}
