import sharp from 'sharp'
import type { FastifyInstance } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { useWorld, type SignedIn } from '../../../testing/world.ts'
import { counterOf, type SchoolWithBank } from '../testing/counter.ts'

const world = useWorld()
const { aSale, aSchool } = counterOf(world)
let http: FastifyInstance

beforeAll(async () => {
  http = await world.http()
})

const hostOf = ({ slug }: Pick<SignedIn, 'slug'>) => `${slug}.localhost`
const cookieOf = async ({ person }: SignedIn) => (await world.people.accounts.openSession(person.id)).cookie

async function send(
  as: SignedIn | null,
  { admin }: SchoolWithBank,
  transferId: string,
  name: string,
  bytes: Buffer,
  more: Record<string, string> = {},
) {
  const form = new FormData()
  form.set('file', new File([new Uint8Array(bytes)], name, { type: 'application/octet-stream' }))
  const encoded = new Response(form)
  return http.inject({
    method: 'POST',
    url: `/api/v1/transfers/${transferId}/proofs`,
    payload: Buffer.from(await encoded.arrayBuffer()),
    headers: {
      host: hostOf(admin),
      'x-edurise': '1',
      'content-type': encoded.headers.get('content-type') ?? '',
      'sec-fetch-site': 'same-origin',
      ...(as && { cookie: await cookieOf(as) }),
      ...more,
    },
  })
}

async function read(as: SignedIn | null, on: Pick<SignedIn, 'slug'>, url: string) {
  return http.inject({ url, headers: { host: hostOf(on), ...(as && { cookie: await cookieOf(as) }) } })
}

const photo = (colour = '#268') =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: colour } })
    .withExif({ IFD0: { Copyright: 'a secret place' } })
    .jpeg()
    .toBuffer()
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n')
const refusedBy = (answer: { json: () => { refused?: { code: string } } }) => answer.json().refused?.code

describe('a proof of a transfer', () => {
  it('from a phone is drawn anew without the place it was taken, shown to staff beside the amount, and told', async () => {
    const { school, learner, sale } = await aSale()
    const answer = await send(learner, school, sale.transferId, 'receipt.JPG', await photo())
    expect([answer.statusCode, answer.json()]).toEqual([200, { id: expect.any(String) }])
    await world.runJobs()
    const details = await school.admin.api.transfers.byId({ transferId: sale.transferId })
    expect(details).toMatchObject({ state: 'proof_sent', proofs: 1, proofFiles: [{ name: 'receipt.webp', mime: 'image/webp' }] })
    expect((await school.admin.api.transfers.inbox({})).items).toMatchObject([{ id: sale.transferId, proofs: 1 }])
    expect((await world.mailsTo(learner.person.email)).map(({ subject }) => subject).join()).toContain('We have your receipt')

    const shown = await read(school.admin, school.admin, details.proofFiles[0]?.url ?? '')
    expect(shown.statusCode).toBe(200)
    expect(shown.headers).toMatchObject({ 'content-type': 'image/webp', 'x-content-type-options': 'nosniff' })
    expect(shown.headers['content-security-policy']).toContain('sandbox')
    expect(shown.rawPayload.includes('a secret place')).toBe(false)
  })

  it('may be a PDF, which is handed over as a file and never opened on the page', async () => {
    const { school, learner, sale } = await aSale()
    expect((await send(learner, school, sale.transferId, 'Überweisung.pdf', pdf)).statusCode).toBe(200)
    const { proofFiles } = await school.admin.api.transfers.byId({ transferId: sale.transferId })
    const shown = await read(learner, school.admin, proofFiles[0]?.url ?? '')
    expect(shown.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''%C3%9Cberweisung[.]pdf$/)
    expect(shown.rawPayload.equals(pdf)).toBe(true)
  })

  it('is known by its bytes: another kind is refused whatever its name says', async () => {
    const { school, learner, sale } = await aSale()
    for (const [name, bytes] of [
      ['receipt.jpg', Buffer.from('<script>alert(1)</script>')],
      ['receipt.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
      ['receipt.pdf', Buffer.from('PK\u0003\u0004')],
      ['receipt.jpg', (await photo()).subarray(0, 30)],
    ] as const)
      expect(refusedBy(await send(learner, school, sale.transferId, name, bytes))).toBe('FILE_KIND_UNKNOWN')
    expect(refusedBy(await send(learner, school, sale.transferId, 'big.pdf', Buffer.concat([pdf, Buffer.alloc(10_000_000)])))).toBe(
      'FILE_TOO_LARGE',
    )
    expect((await school.admin.api.transfers.byId({ transferId: sale.transferId })).proofs).toBe(0)
  })

  it('is kept beside others, and the same one sent twice is one', async () => {
    const { school, learner, sale } = await aSale()
    const first = await send(learner, school, sale.transferId, 'a.jpg', await photo())
    const again = await send(learner, school, sale.transferId, 'b.jpg', await photo())
    expect(again.json()).toEqual(first.json())
    await send(learner, school, sale.transferId, 'c.jpg', await photo('#a22'))
    expect((await learner.api.transfers.mine({ orderId: sale.orderId })).proofs).toHaveLength(2)
  })

  it('is taken from its payer alone, and shown to nobody else but who decides', async () => {
    const { school, learner, sale } = await aSale()
    const { school: elsewhere, learner: stranger } = await aSale()
    const bytes = await photo()
    expect(refusedBy(await send(null, school, sale.transferId, 'a.jpg', bytes))).toBe('SIGN_IN_REQUIRED')
    expect(refusedBy(await send(stranger, school, sale.transferId, 'a.jpg', bytes))).toBe('TRANSFER_NOT_FOUND')
    expect(refusedBy(await send(school.admin, school, sale.transferId, 'a.jpg', bytes))).toBe('TRANSFER_NOT_FOUND')
    expect(refusedBy(await send(learner, school, 'x', 'a.jpg', bytes))).toBe('TRANSFER_NOT_FOUND')
    expect((await send(learner, school, sale.transferId, 'a.jpg', bytes, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    await send(learner, school, sale.transferId, 'a.jpg', bytes)
    const { proofFiles } = await school.admin.api.transfers.byId({ transferId: sale.transferId })
    const url = proofFiles[0]?.url ?? ''
    for (const [who, on] of [
      [null, school.admin],
      [stranger, school.admin],
      [elsewhere.admin, school.admin],
      [elsewhere.admin, elsewhere.admin],
    ] as const)
      expect([401, 404]).toContain((await read(who, on, url)).statusCode)
  })

  it('comes too late for what is decided', async () => {
    const { school, learner, sale } = await aSale()
    await school.admin.api.transfers.refuse({ transferId: sale.transferId, message: 'No' })
    expect(refusedBy(await send(learner, school, sale.transferId, 'a.jpg', await photo()))).toBe('TRANSFER_DECIDED')
  })
})

describe('a statement of several megabytes', () => {
  const call = (cookie: string | null, slug: string, size: number) =>
    http.inject({
      method: 'POST',
      url: '/api/v1/trpc/transfers.previewStatement',
      payload: JSON.stringify({ accountId: '00000000-0000-4000-8000-000000000000', fileName: 'a.csv', content: 'a'.repeat(size) }),
      headers: {
        host: `${slug}.localhost`,
        'content-type': 'application/json',
        'x-edurise': '1',
        'sec-fetch-site': 'same-origin',
        ...(cookie && { cookie }),
      },
    })

  it('is heard from who is signed in, and from nobody else', async () => {
    const { admin } = await aSchool()
    const cookie = await cookieOf(admin)
    expect((await call(cookie, admin.slug, 6_900_000)).json()).toMatchObject({ error: { message: 'BANK_ACCOUNT_NOT_FOUND' } })
    expect((await call(cookie, admin.slug, 8_100_000)).statusCode).toBe(413)
    expect((await call(null, admin.slug, 6_900_000)).statusCode).toBe(401)
  })
})
