import { inTenant } from '@edurise/db'
import { jobs } from '@edurise/jobs'
import { describe, expect, it } from 'vitest'
import { useWorld } from '../../testing/world.ts'
import { queueMail, sendAccountMail } from './index.ts'

describe('mail', () => {
  const world = useWorld()

  async function queued(effectKey = 'receipt:1') {
    const { person, tenantId } = await world.signedIn({ role: 'student', locale: 'ar' })
    const data = {
      name: person.name,
      tenantName: 'Harbour',
      courseTitle: 'Sea navigation',
      url: 'http://localhost:4000/orders/1',
      orderNumber: '7',
      amountMinor: 4_900,
      currency: 'USD',
    }
    const queue = () =>
      inTenant(world.platform.db, tenantId, (trx) =>
        queueMail(trx, world.platform, {
          tenantId,
          effectKey,
          kind: 'receipt',
          personId: person.id,
          to: person.email,
          locale: person.locale,
          data,
        }),
      )
    return { person, tenantId, queue }
  }

  it('is sent once for what it tells, however often that is told', async () => {
    const { person, queue } = await queued()
    expect(await queue()).toBe(true)
    expect(await queue()).toBe(false)
    await world.runJobs()
    const mails = await world.mailsTo(person.email)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.html).toContain('dir="rtl"')
    expect(mails[0]?.text).toContain('\u2068$49.00\u2069')
  })

  it('is marked sent when the mail server has taken it', async () => {
    const { tenantId, queue } = await queued()
    await queue()
    const before = await world.db.open.selectFrom('mails').select('state').where('tenant_id', '=', tenantId).executeTakeFirst()
    await world.runJobs()
    const after = await world.db.open.selectFrom('mails').select(['state', 'sent_at']).where('tenant_id', '=', tenantId).executeTakeFirst()
    expect(before?.state).toBe('queued')
    expect(after).toMatchObject({ state: 'sent', sent_at: expect.any(String) })
  })

  it('keeps its Message-ID when a crash between sending and remembering sends it again', async () => {
    const { person, tenantId, queue } = await queued()
    await queue()
    await world.runJobs()
    await world.db.open.updateTable('mails').set({ state: 'queued', sent_at: null }).where('tenant_id', '=', tenantId).execute()
    const mail = await world.db.open.selectFrom('mails').select('id').where('tenant_id', '=', tenantId).executeTakeFirstOrThrow()
    await world.platform.enqueue(world.platform.db.open, jobs.sendMail, { tenantId, mailId: mail.id })
    await world.runJobs()
    expect(await world.mailsTo(person.email)).toMatchObject([{ copies: 2, messageId: `<${mail.id}@localhost>` }])
  })

  it('about an account goes out at once and is stored nowhere', async () => {
    const data = { name: 'Amina', url: 'http://localhost:4000/verify?token=secret' }
    await sendAccountMail(world.platform, { kind: 'verify_email', to: 'amina@example.org', locale: 'so', data })
    expect((await world.mailsTo('amina@example.org'))[0]?.text).toContain(data.url)
    expect(await world.db.open.selectFrom('mails').select('id').where('to_email', '=', 'amina@example.org').execute()).toEqual([])
  })
})
