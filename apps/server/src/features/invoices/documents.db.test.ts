import { createHash } from 'node:crypto'
import { inTenant } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { refusal, useWorld, type SignedIn } from '../../testing/world.ts'
import { drawPaper } from './document/draw-paper.ts'
import { paperOf, readDocument } from './document/read-document.ts'
import { findPaper } from './queries.ts'
import { aCompany, aPaidOrder } from './testing/papers.ts'

describe('a paper', () => {
  const world = useWorld()

  async function aPaper() {
    const { buyer, invoice, issue } = await aPaidOrder(world)
    const { id, name } = await issue(invoice('invoice:one'))
    const { tenantId } = buyer
    const read = (version?: number) => readDocument(world.platform, { tenantId, invoiceId: id, version })
    return { buyer, id, name, invoice, issue, read }
  }

  it('is drawn once: whoever asks again, at once or later, has the very same bytes', async () => {
    const { buyer, id, read } = await aPaper()
    const documents = await Promise.all(Array.from({ length: 4 }, () => read()))
    const later = await read()
    expect(new Set([...documents, later].map((document) => document?.sha256)).size).toBe(1)
    expect(later?.bytes.equals(documents[0]?.bytes ?? Buffer.alloc(0))).toBe(true)
    const rows = await world.db.open.selectFrom('invoice_documents').selectAll().where('invoice_id', '=', id).execute()
    expect(rows).toMatchObject([{ version: 1, sha256: later?.sha256, bytes: later?.bytes.length }])
    expect(
      createHash('sha256')
        .update(later?.bytes ?? '')
        .digest('hex'),
    ).toBe(rows[0]?.sha256)
    const record = await inTenant(world.platform.db, buyer.tenantId, (trx) => findPaper(trx, buyer.tenantId, id))
    expect(record && (await drawPaper(paperOf(record), null)).equals(later?.bytes ?? Buffer.alloc(0))).toBe(true)
  })

  it('is drawn as it was when its file is lost, and refused when it would come out otherwise', async () => {
    const { buyer, id, read } = await aPaper()
    const first = await read()
    const { file_id: fileId } = await world.db.open
      .selectFrom('invoice_documents')
      .select('file_id')
      .where('invoice_id', '=', id)
      .executeTakeFirstOrThrow()
    await world.platform.files.write(`${buyer.tenantId}/${fileId}`, Buffer.from('something else'))
    expect((await read())?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true)
    await world.platform.files.remove(`${buyer.tenantId}/${fileId}`)
    await world.db.open
      .updateTable('invoice_documents')
      .set({ sha256: '0'.repeat(64) })
      .where('invoice_id', '=', id)
      .execute()
    await expect(read()).rejects.toThrow('cannot be drawn as it was')
  })

  it('cannot be changed by the server: neither a version nor a document nor an invoice', async () => {
    const { buyer, id, read } = await aPaper()
    await buyer.api.invoices.addCompany({ invoiceId: id, company: aCompany })
    await read()
    const { db } = world.platform
    const { tenantId } = buyer
    await expect(
      inTenant(db, tenantId, (trx) => trx.updateTable('invoice_versions').set({ version: 9 }).where('tenant_id', '=', tenantId).execute()),
    ).rejects.toThrow('permission denied')
    await expect(
      inTenant(db, tenantId, (trx) => trx.deleteFrom('invoice_versions').where('tenant_id', '=', tenantId).execute()),
    ).rejects.toThrow('permission denied')
    await expect(
      inTenant(db, tenantId, (trx) => trx.updateTable('invoice_documents').set({ bytes: 9 }).where('tenant_id', '=', tenantId).execute()),
    ).rejects.toThrow('permission denied')
    await expect(
      inTenant(db, tenantId, (trx) => trx.updateTable('invoices').set({ number: 9 }).where('tenant_id', '=', tenantId).execute()),
    ).rejects.toThrow('permission denied')
  })

  it('is made out to a company in a new version under its number, and what was before stays as it was', async () => {
    const { buyer, id, name, read } = await aPaper()
    const before = await read()
    const made = await buyer.api.invoices.addCompany({ invoiceId: id, company: aCompany })
    expect(made).toMatchObject({ name, version: 2, versions: [{ version: 1 }, { version: 2 }], snapshot: { buyer: { company: aCompany } } })
    expect((await buyer.api.invoices.byId({ invoiceId: id, version: 1 })).snapshot.buyer.company).toBeUndefined()
    expect((await buyer.api.invoices.mine({})).items).toMatchObject([{ version: 2, snapshot: { buyer: { company: aCompany } } }])

    const [first, inForce] = [await read(1), await read()]
    expect(first?.sha256).toBe(before?.sha256)
    expect(first?.bytes.equals(before?.bytes ?? Buffer.alloc(0))).toBe(true)
    expect(inForce).toMatchObject({ version: 2, fileName: `${name}-v2.pdf` })
    expect(inForce?.sha256).not.toBe(before?.sha256)
    expect(await read(3)).toBeNull()
    await expect(buyer.api.invoices.byId({ invoiceId: id, version: 3 })).rejects.toMatchObject(refusal('INVOICE_NOT_FOUND'))
  })

  it('has one new version for a company, however often its buyer presses at once', async () => {
    const { buyer, id } = await aPaper()
    const made = await Promise.all(Array.from({ length: 6 }, () => buyer.api.invoices.addCompany({ invoiceId: id, company: aCompany })))
    expect(new Set(made.map(({ version }) => version))).toEqual(new Set([2]))
    await Promise.all(['A', 'B', 'C'].map((word) => buyer.api.invoices.addCompany({ invoiceId: id, company: { ...aCompany, name: word } })))
    expect((await buyer.api.invoices.byId({ invoiceId: id })).version).toBe(5)
  })

  it('offers what its buyer named last, and nobody else sees that', async () => {
    const { buyer, id } = await aPaper()
    expect(await buyer.api.invoices.lastCompany({})).toBeNull()
    await buyer.api.invoices.addCompany({ invoiceId: id, company: aCompany })
    expect(await buyer.marketplace.invoices.lastCompany({})).toEqual(aCompany)
    expect(await (await world.signedIn({ role: 'admin', tenant: buyer })).api.invoices.lastCompany({})).toBeNull()
  })

  it('of a credit note is made out to whom the invoice in force is', async () => {
    const { buyer, id, invoice, issue } = await aPaper()
    await buyer.api.invoices.addCompany({ invoiceId: id, company: aCompany })
    const note = await issue({ ...invoice('credit:one'), kind: 'credit_note', correctsId: id, totalMinor: -4_900 })
    expect((await buyer.api.invoices.byId({ invoiceId: note.id })).snapshot.buyer.company).toEqual(aCompany)
  })

  it('keeps what its seller was known by on the day it was issued', async () => {
    const { buyer, id, read } = await aPaper()
    const before = (await buyer.api.invoices.byId({ invoiceId: id })).snapshot
    await world.db.open.updateTable('tenants').set({ name: 'Renamed' }).where('id', '=', buyer.tenantId).execute()
    expect((await buyer.api.invoices.byId({ invoiceId: id })).snapshot).toEqual(before)
    expect(before.brand).toMatchObject({ logoFileId: null, chroma: 0.11 })
    expect(await read()).not.toBeNull()
  })

  it('refuses a company that is none: no name, no address, no country of this world', async () => {
    const { buyer, id } = await aPaper()
    for (const wrong of [
      { name: ' ' },
      { lines: [] },
      { country: 'XX' },
      { name: 'a\nb' },
      { lines: Array.from({ length: 6 }, () => 'a') },
    ])
      await expect(buyer.api.invoices.addCompany({ invoiceId: id, company: { ...aCompany, ...wrong } })).rejects.toMatchObject(
        refusal('INPUT_INVALID'),
      )
  })

  describe('as a file', () => {
    async function ask(who: SignedIn | null, host: string, path: string, headers: Record<string, string> = {}) {
      const cookie = who ? (await world.people.accounts.openSession(who.person.id)).cookie : undefined
      return (await world.http()).inject({ url: `/api/v1/invoices/${path}`, headers: { host, ...(cookie && { cookie }), ...headers } })
    }

    it('is given to its buyer under its name, and only named again while they still have it', async () => {
      const { buyer, id, name } = await aPaper()
      const answer = await ask(buyer, 'localhost', `${id}/document.pdf`)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${name}.pdf"`,
        'cache-control': 'private, no-cache',
      })
      expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
      const again = await ask(buyer, 'localhost', `${id}/document.pdf`, { 'if-none-match': String(answer.headers.etag) })
      expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
    })

    it('is given to the desk of its seller, and to nobody else: no other buyer, no other tenant, no visitor', async () => {
      const { buyer, id } = await aPaper()
      const portal = `${buyer.slug}.localhost`
      const admin = await world.signedIn({ role: 'admin', tenant: buyer })
      expect((await ask(admin, portal, `${id}/document.pdf`)).statusCode).toBe(200)
      const teacher = await world.signedIn({ role: 'teacher', tenant: buyer })
      const stranger = await world.signedIn({ role: 'student', tenant: buyer })
      const elsewhere = await world.signedIn({ role: 'admin' })
      const asked = [
        await ask(teacher, portal, `${id}/document.pdf`),
        await ask(stranger, portal, `${id}/document.pdf`),
        await ask(admin, 'localhost', `${id}/document.pdf`),
        await ask(elsewhere, portal, `${id}/document.pdf`),
        await ask(elsewhere, `${elsewhere.slug}.localhost`, `${id}/document.pdf`),
        await ask(buyer, 'localhost', `${id}/document.pdf?version=2`),
        await ask(buyer, 'localhost', `${id}/document.pdf?version=nonsense`),
        await ask(buyer, 'localhost', 'nonsense/document.pdf'),
      ]
      expect(asked.map(({ statusCode }) => statusCode)).toEqual(asked.map(() => 404))
      expect((await ask(null, portal, `${id}/document.pdf`)).statusCode).toBe(401)
    })
  })

  it('takes a company for twelve months and in twenty versions, no longer and no more', async () => {
    const { buyer, id } = await aPaper()
    const name = (word: string) => buyer.api.invoices.addCompany({ invoiceId: id, company: { ...aCompany, name: word } })
    for (let version = 2; version <= 20; version += 1) await name(`Company ${version}`)
    await expect(name('One more')).rejects.toMatchObject(refusal('INVOICE_HAS_ENOUGH_VERSIONS'))
    const late = await aPaper()
    world.clock.advance(366 * 86_400_000)
    await expect(late.buyer.api.invoices.addCompany({ invoiceId: late.id, company: aCompany })).rejects.toMatchObject(
      refusal('INVOICE_CLOSED'),
    )
  })
})
