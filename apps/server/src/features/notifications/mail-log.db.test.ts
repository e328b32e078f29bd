import { inTenant, newId } from '@edurise/db'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { readDocument } from '../invoices/document/read-document.ts'
import { aPaidOrder } from '../invoices/testing/papers.ts'
import { queueMail } from './index.ts'
import { sendMail } from './send-mail.ts'

describe('the mail log', () => {
  const world = useWorld()
  const answered: string[] = []
  afterEach(async () => {
    for (const address of answered.splice(0)) await answer(address, null)
  })

  /** What the mail server says to letters for an address from now on. */
  async function answer(to: string, code: 550 | 451 | null) {
    if (code) answered.push(to)
    const said = await fetch(`${world.sandbox.url}/mail/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to, answer: code }),
    })
    expect(said.status).toBe(204)
  }

  async function aReceipt({ paper = true } = {}) {
    const { buyer, orderId, invoice, issue } = await aPaidOrder(world)
    const { tenantId, person } = buyer
    const issued = paper ? await issue(invoice('invoice:one')) : null
    await inTenant(world.platform.db, tenantId, (trx) =>
      queueMail(trx, world.platform, {
        tenantId,
        effectKey: 'receipt:one',
        kind: 'receipt',
        personId: person.id,
        orderId,
        paperKey: 'invoice:one',
        to: person.email,
        locale: 'en',
        data: {
          name: person.name,
          tenantName: 'Harbour',
          courseTitle: 'Sea navigation',
          url: 'http://localhost:4000/orders/1',
          orderNumber: '7',
          amountMinor: 4_900,
          currency: 'USD',
        },
      }),
    )
    const admin = await world.signedIn({ role: 'admin', tenant: buyer })
    const [queued] = (await admin.api.notifications.mails({})).items
    if (!queued) throw new Error('the mail was not queued')
    return { buyer, admin, mailId: queued.id, issued, issue, invoice }
  }

  const stateOf = async ({ api }: SignedIn, mailId: string) => (await api.notifications.mail({ mailId })).state

  it('has a receipt with its invoice: the mail carries the very document, in the version in force', async () => {
    const { buyer, admin, mailId, issued } = await aReceipt()
    const company = { name: 'Badda GmbH', lines: ['Hafenstraße 12'], country: 'DE', vatId: '', reference: '' }
    await buyer.api.invoices.addCompany({ invoiceId: issued?.id ?? '', company })
    await world.runJobs()
    const [mail] = await world.mailsTo(buyer.person.email)
    const document = issued && (await readDocument(world.platform, { tenantId: buyer.tenantId, invoiceId: issued.id }))
    expect(mail?.attachments).toEqual([{ name: `${issued?.name}-v2.pdf`, bytes: document?.bytes.length, sha256: document?.sha256 }])
    expect(mail?.text).toContain('The invoice is attached')
    const shown = await admin.api.notifications.mail({ mailId })
    expect(shown).toMatchObject({ state: 'sent', attempts: 1, lastError: null, attached: `${issued?.name}-v2.pdf` })
    expect(shown.text).toBe(mail?.text)
  })

  it('has a mail that went without its paper say where the paper is', async () => {
    const { buyer, admin, mailId } = await aReceipt({ paper: false })
    await world.runJobs()
    const [mail] = await world.mailsTo(buyer.person.email)
    expect(mail?.attachments).toEqual([])
    expect(mail?.text).toContain('where you can download it')
    expect((await admin.api.notifications.mail({ mailId })).attached).toBeNull()
  })

  it('lets a paper that cannot be drawn hold its mail up four times, and not a fifth', async () => {
    const { buyer, admin, mailId, issued } = await aReceipt()
    const { tenantId } = buyer
    await world.db.open
      .insertInto('invoice_documents')
      .values({
        tenant_id: tenantId,
        invoice_id: issued?.id ?? newId(),
        version: 1,
        sha256: '0'.repeat(64),
        bytes: 1,
        file_id: newId<string>(),
        created_at: world.clock.now(),
      })
      .execute()
    for (const attempts of [1, 2, 3, 4]) {
      await expect(sendMail(world.platform, { tenantId, mailId })).rejects.toThrow('cannot be drawn as it was')
      expect(await admin.api.notifications.mail({ mailId })).toMatchObject({
        state: 'queued',
        attempts,
        lastError: expect.stringContaining('drawn'),
      })
    }
    await sendMail(world.platform, { tenantId, mailId })
    expect(await admin.api.notifications.mail({ mailId })).toMatchObject({ state: 'sent', attempts: 5, lastError: null, attached: null })
    expect(await world.mailsTo(buyer.person.email)).toMatchObject([
      { attachments: [], text: expect.stringContaining('where you can download it') },
    ])
  })

  it('keeps a mail that was not taken waiting, with what the mail server said, and it goes when it can', async () => {
    const { buyer, admin, mailId } = await aReceipt()
    const { tenantId } = buyer
    await answer(buyer.person.email, 451)
    await expect(sendMail(world.platform, { tenantId, mailId })).rejects.toThrow('Try again later')
    expect(await admin.api.notifications.mail({ mailId })).toMatchObject({
      state: 'queued',
      attempts: 1,
      lastError: expect.stringContaining('Try again later'),
    })
    await answer(buyer.person.email, null)
    await sendMail(world.platform, { tenantId, mailId })
    expect(await stateOf(admin, mailId)).toBe('sent')
  })

  it('shows a mail that was refused for good as failed, and one that was tried for a day', async () => {
    const refused = await aReceipt()
    await answer(refused.buyer.person.email, 550)
    await world.runJobs()
    expect(await refused.admin.api.notifications.mails({ state: 'failed' })).toMatchObject({
      items: [{ id: refused.mailId, attempts: 1, lastError: expect.stringContaining('No such mailbox here') }],
    })
    const tried = await aReceipt()
    await answer(tried.buyer.person.email, 451)
    await world.db.open.updateTable('mails').set({ attempts: 159 }).where('id', '=', tried.mailId).execute()
    await sendMail(world.platform, { tenantId: tried.buyer.tenantId, mailId: tried.mailId })
    expect(await stateOf(tried.admin, tried.mailId)).toBe('failed')
    expect(await world.metrics.text()).toMatch(/edurise_mails_failed [1-9]/)
  })

  it('sends a failed mail again once, however often that is pressed, as a mail of its own', async () => {
    const { buyer, admin, mailId } = await aReceipt()
    await answer(buyer.person.email, 550)
    await world.runJobs()
    await answer(buyer.person.email, null)
    const requestKey = newId<string>()
    const again = await Promise.all(Array.from({ length: 5 }, () => admin.api.notifications.sendAgain({ mailId, requestKey })))
    expect(new Set(again.map((one) => one.mailId)).size).toBe(1)
    await world.runJobs()
    const mails = await world.mailsTo(buyer.person.email)
    expect(mails).toMatchObject([
      { copies: 1, messageId: `<${again[0]?.mailId}@localhost>`, attachments: [{ name: expect.stringMatching(/\.pdf$/) }] },
    ])
    expect(await admin.api.notifications.mail({ mailId })).toMatchObject({ state: 'failed', sentAgainAt: expect.any(String) })
    expect(await stateOf(admin, again[0]?.mailId ?? '')).toBe('sent')
  })

  it('sends nothing again that is waiting, and what was sent only when that is wanted', async () => {
    const { buyer, admin, mailId } = await aReceipt()
    const ask = (evenIfSent?: boolean) =>
      admin.api.notifications.sendAgain({ mailId, requestKey: newId<string>(), ...(evenIfSent && { evenIfSent }) })
    await expect(ask(true)).rejects.toMatchObject(refusal('MAIL_STILL_WAITING'))
    await world.runJobs()
    await expect(ask()).rejects.toMatchObject(refusal('MAIL_WAS_SENT'))
    await ask(true)
    await world.runJobs()
    expect(await world.mailsTo(buyer.person.email)).toHaveLength(2)
  })

  it('is read page by page, newest first, by state and by the beginning of an address', async () => {
    const { buyer, admin, mailId } = await aReceipt()
    await world.runJobs()
    for (const word of ['a', 'b', 'c'])
      await admin.api.notifications.sendAgain({ mailId, requestKey: newId<string>(), evenIfSent: word !== '' })
    const { result: first, sql } = await world.statements(() => admin.api.notifications.mails({ limit: 3 }))
    const rest = await admin.api.notifications.mails({ limit: 3, ...(first.nextCursor && { cursor: first.nextCursor }) })
    expect(sql).toHaveLength(2)
    expect(rest).toMatchObject({ items: [{ id: mailId }], nextCursor: null })
    expect((await admin.api.notifications.mails({ state: 'queued' })).items).toHaveLength(3)
    expect((await admin.api.notifications.mails({ to: buyer.person.email.slice(0, 8).toUpperCase() })).items).toHaveLength(4)
    expect((await admin.api.notifications.mails({ to: '%' })).items).toEqual([])
  })

  it('finds an address by an index that row level security leaves in use', async () => {
    const { buyer, admin } = await aReceipt()
    const { tenantId } = buyer
    await sql`insert into mails (tenant_id, id, effect_key, kind, to_email, locale, created_at)
      select ${tenantId}, gen_random_uuid(), 'many:' || n, 'receipt', 'reader' || n || '@example.org', 'en', now() from generate_series(1, 5000) n`.execute(
      world.db.open,
    )
    await sql`analyze mails`.execute(world.db.open)
    const { sql: sent } = await world.statements(() => admin.api.notifications.mails({ to: 'READER4711@', limit: 10 }))
    const statement = sent.find((one) => one.includes('"to_key"')) ?? ''
    const plan = await inTenant(world.platform.db, tenantId, (trx) =>
      sql<{ 'QUERY PLAN': string }>`explain ${sql.raw(
        statement
          .replace('$1', `'${tenantId}'`)
          .replace('$2', "'reader4711@'")
          .replace('$3', "'reader4711@\u{10ffff}'")
          .replace('$4', '11'),
      )}`.execute(trx),
    )
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('mails_tenant_id_to_key_idx')
    expect((await admin.api.notifications.mails({ to: 'READER4711@', limit: 10 })).items).toHaveLength(1)
  })

  it('is nobody else’s: no learner, no teacher, no other school reads it or sends from it', async () => {
    const { buyer, mailId } = await aReceipt()
    const elsewhere = await world.signedIn({ role: 'admin' })
    expect((await elsewhere.api.notifications.mails({})).items).toEqual([])
    await expect(elsewhere.api.notifications.mail({ mailId })).rejects.toMatchObject(refusal('MAIL_NOT_FOUND'))
    await expect(elsewhere.api.notifications.sendAgain({ mailId, requestKey: newId<string>() })).rejects.toMatchObject(
      refusal('MAIL_NOT_FOUND'),
    )
    for (const who of [buyer, await world.signedIn({ role: 'teacher', tenant: buyer })])
      await expect(who.api.notifications.mails({})).rejects.toMatchObject(refusal('NOT_ALLOWED'))
  })

  it('tells somebody who enrolled in a free course, once', async () => {
    const learner = await world.signedIn()
    const { courseId, title, slug } = await world.aCourse({ tenantId: learner.tenantId, priceMinor: 0 })
    for (const _ of [1, 2]) await learner.api.enrolments.enrol({ courseId })
    await world.runJobs()
    expect(await world.mailsTo(learner.person.email)).toMatchObject([
      { copies: 1, subject: expect.stringContaining(title), text: expect.stringContaining(`/learn/${slug}`) },
    ])
  })
})
