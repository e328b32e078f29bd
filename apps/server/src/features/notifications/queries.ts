import type { Language, OrderId, PersonId, TenantId } from '@edurise/contracts'
import { json, type TenantDb } from '@edurise/db'

export interface NewMail {
  tenantId: TenantId
  effectKey: string
  kind: string
  personId: PersonId | null
  orderId?: OrderId
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

export function mailById(trx: TenantDb, tenantId: TenantId, id: string) {
  return trx
    .selectFrom('mails')
    .select(['id', 'kind', 'to_email as to', 'locale', 'data', 'state'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function markSent(trx: TenantDb, tenantId: TenantId, id: string, at: Date): Promise<void> {
  await trx
    .updateTable('mails')
    .set({ state: 'sent', sent_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '<>', 'sent')
    .execute()
}
