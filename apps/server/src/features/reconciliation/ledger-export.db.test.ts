import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { useWorld, type SignedIn } from '../../testing/world.ts'
import { tillOf } from '../payments/testing/till.ts'

const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk(config) }) })
const till = tillOf(world)

async function download({ slug, person }: Pick<SignedIn, 'slug' | 'person'> | { slug: string; person: null }, query: string) {
  const app = await world.http()
  const cookie = person ? (await world.people.accounts.openSession(person.id)).cookie : ''
  return app.inject({ url: `/api/v1/exports/ledger.csv?${query}`, headers: { host: `${slug}.localhost:4000`, cookie } })
}
const january = 'from=2026-01-01&to=2026-01-31'

describe("the accountant's export", () => {
  it('has a line for each movement of the period, with order, document, gross, fee, net and refund; its sums are those of the books', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const course = await world.aCourse({ tenantId: admin.tenantId })
    const learner = await world.signedIn({ tenant: admin })
    const sale = await till.startCheckout(learner, course)
    await till.pay(sale)
    await till.sync(sale)
    const { id: refund } = await till.control<{ id: string }>(`/payments/${sale.sessionId}/refund`, { amount: 1_000 })
    await till.sync(sale)
    const other = await world.signedIn({ role: 'admin' })
    const answer = await download(admin, january)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain('text/csv')
    expect(answer.headers['content-disposition']).toContain('ledger-2026-01-01-2026-01-31.csv')
    const [head, ...lines] = answer.body
      .replace('\u{feff}', '')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','))
    expect(head).toEqual([
      'date',
      'order',
      'document',
      'kind',
      'gross',
      'fee',
      'net',
      'refund',
      'currency',
      'provider',
      'provider_reference',
    ])
    const name = admin.slug.toUpperCase()
    expect(lines.map(([_date, order, ...rest]) => [order?.startsWith('EDU-2026-'), ...rest])).toEqual([
      [true, `${name}-2026-000001`, 'capture', '49.00', '1.72', '47.28', '0.00', 'USD', 'stripe', expect.stringMatching(/^ch_/)],
      [true, `${name}-CN-2026-000001`, 'refund', '0.00', '0.00', '-10.00', '10.00', 'USD', 'stripe', refund],
    ])
    const somali = (await download(admin, `${january}&locale=so`)).body.replace('\u{feff}', '').trim().split('\r\n')
    expect(somali[0]).toBe('Taariikh,Dalab,Dukumenti,Nooc,Guud,Khidmad,Saafi,La celiyay,Lacag,Bixiye,Tixraac')
    expect(somali[1]).toContain(',Lacag-bixin,49.00,1.72,47.28,0.00,USD,Kaar,ch_')
    expect(somali[2]).toContain(',Lacag-celin,0.00,0.00,-10.00,10.00,USD,Kaar,')
    const books = await till.factsOf(sale)
    expect(lines.reduce((sum, line) => sum + Math.round(Number(line[6]) * 100), 0)).toBe(books.atProvider)
    expect((await download(other, january)).body.trim().split('\r\n')).toHaveLength(1)
    expect((await download(admin, 'from=2025-01-01&to=2025-12-31')).body.trim().split('\r\n')).toHaveLength(1)
  })

  it('is for who may read the books of this school, and for a year at most', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const teacher = await world.signedIn({ role: 'teacher', tenant: admin })
    const stranger = await world.signedIn({ role: 'admin' })
    expect((await download(teacher, january)).statusCode).toBe(403)
    expect((await download({ slug: admin.slug, person: stranger.person }, january)).statusCode).toBe(403)
    expect((await download({ slug: admin.slug, person: null }, january)).statusCode).toBe(401)
    for (const query of ['', 'from=2026-02-01&to=2026-01-01', 'from=2024-01-01&to=2025-12-31', 'from=yesterday&to=2026-01-01'])
      expect([query, (await download(admin, query)).statusCode]).toEqual([query, 400])
  })
})
