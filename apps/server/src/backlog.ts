import { asPlatform, type Db, type PlatformDb } from '@edurise/db'
import { sql } from 'kysely'

/** What waits, and what must not be: read with the platform's role, over all tenants. */
export interface Backlog {
  queues: { queue: string; state: string; jobs: number }[]
  due: { queue: string; seconds: number }[]
  inbox: { state: string; events: number }[]
  inboxSeconds: number
  mailsQueued: number
  mailsFailed: number
  paidWithoutAccess: number
}

export function readBacklog(platformDb: Db, now: Date): Promise<Backlog> {
  return asPlatform(platformDb, async (trx) => {
    const queues = await queuesOf(trx)
    const due = await dueOf(trx)
    const { rows: inbox } = await sql<{ state: string; events: number }>`
      select state, count(*)::int as events from webhook_inbox where state in ('stored', 'failed') group by state`.execute(trx)
    const { rows: oldest } = await sql<{
      received_at: string | null
    }>`select min(received_at) as received_at from webhook_inbox where state = 'stored'`.execute(trx)
    const { rows: mails } = await sql<{ queued: number; failed: number }>`
      select count(*) filter (where state = 'queued')::int as queued,
        count(*) filter (where state = 'failed' and sent_again_at is null)::int as failed from mails where state <> 'sent'`.execute(trx)
    const since = oldest[0]?.received_at
    return {
      queues,
      due,
      inbox,
      inboxSeconds: since ? Math.max(0, (now.getTime() - Date.parse(since)) / 1000) : 0,
      mailsQueued: mails[0]?.queued ?? 0,
      mailsFailed: mails[0]?.failed ?? 0,
      paidWithoutAccess: await paidWithoutAccess(trx),
    }
  })
}

async function queuesOf(trx: PlatformDb) {
  const { rows } = await sql<Backlog['queues'][number]>`
    select name as queue, state::text as state, count(*)::int as jobs from pgboss.job
    where state in ('created', 'retry', 'active', 'failed') and name not like '\\_\\_pgboss%' group by name, state`.execute(trx)
  return rows
}

async function dueOf(trx: PlatformDb) {
  const { rows } = await sql<Backlog['due'][number]>`
    select name as queue, greatest(0, extract(epoch from now() - min(start_after)))::float8 as seconds from pgboss.job
    where state in ('created', 'retry') and start_after <= now() and name not like '\\_\\_pgboss%' group by name`.execute(trx)
  return rows
}

/** Payments that hold money for a course their buyer cannot open; a surplus that is on its way back is none of them. */
export async function paidWithoutAccess(trx: PlatformDb): Promise<number> {
  const { rows } = await sql<{ payments: number }>`
    select count(*)::int as payments
    from payments p
    join order_lines l on l.tenant_id = p.tenant_id and l.order_id = p.order_id and l.kind = 'course'
    where p.state in ('paid', 'partially_refunded', 'disputed') and not p.duplicate and not p.unfulfillable
      and not (
        exists (select from grants g where g.tenant_id = p.tenant_id and g.person_id = p.person_id and g.course_id = l.course_id and g.ended_at is null)
        and exists (
          select from enrolments e
          where e.tenant_id = p.tenant_id and e.person_id = p.person_id and e.course_id = l.course_id and e.state in ('active', 'completed'))
      )`.execute(trx)
  return rows[0]?.payments ?? 0
}
