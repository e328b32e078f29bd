import { describe, expect, it } from 'vitest'
import { useWorld, type SignedIn } from './testing/world.ts'
import { tillOf } from './features/payments/testing/till.ts'

const world = useWorld()
const till = tillOf(world)

async function download(slug: string | null, person: SignedIn['person'] | null, path: string) {
  const app = await world.http()
  const cookie = person ? (await world.people.accounts.openSession(person.id)).cookie : ''
  const host = slug ? `${slug}.localhost:4000` : 'localhost:4000'
  return app.inject({ url: `/api/v1/exports/${path}`, headers: { host, cookie } })
}
const linesIn = (body: string) => body.replace('\u{feff}', '').trim().split('\r\n')

async function sold() {
  const admin = await world.signedIn({ role: 'admin' })
  const course = await world.aCourse({ tenantId: admin.tenantId, title: '=HYPERLINK("http://example.org","Win")' })
  const learner = await world.signedIn({ tenant: admin })
  const sale = await till.startCheckout(learner, course)
  await till.pay(sale)
  await till.sync(sale)
  return { admin, learner, course }
}

describe('a desk as a file', () => {
  it('has the rows of its list, in the words of who reads it, and nothing in it becomes a formula', async () => {
    const { admin, learner } = await sold()
    const answer = await download(admin.slug, admin.person, 'orders.csv?locale=so')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toMatch(/attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"/)
    expect(answer.body.startsWith('\u{feff}Dalab,Taariikh,Iibsade,')).toBe(true)
    const [, line = ''] = linesIn(answer.body)
    expect(line).toContain(learner.person.email)
    expect(line).toContain(`"'=HYPERLINK(""http://example.org"",""Win"")"`)
    expect(line).toContain(',Kaar,49.00,USD,La bixiyay,Waa la bixiyay,')
    expect(line).toMatch(/,\d{4}-\d\d-\d\dT[\d:.]+Z,/)
    const [, english = ''] = linesIn((await download(admin.slug, admin.person, 'orders.csv?locale=en')).body)
    expect(english).toContain(',Card,49.00,USD,Paid,Paid,')
  })

  it('takes the filters of its list, and refuses what the list would refuse', async () => {
    const { admin } = await sold()
    expect(linesIn((await download(admin.slug, admin.person, 'orders.csv?view=open')).body)).toHaveLength(1)
    expect(linesIn((await download(admin.slug, admin.person, 'orders.csv?view=paid')).body)).toHaveLength(2)
    const wrong = await download(admin.slug, admin.person, 'orders.csv?view=everything')
    expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { error: { code: 'INPUT_INVALID' } }])
    expect((await download(admin.slug, admin.person, 'secrets.csv')).statusCode).toBe(404)
  })

  it('another school reads nothing of it, a learner and a visitor are refused', async () => {
    const { admin, learner } = await sold()
    const other = await world.signedIn({ role: 'admin' })
    for (const desk of ['orders', 'refunds', 'disputes', 'transfers', 'mails']) {
      expect((await download(admin.slug, null, `${desk}.csv`)).statusCode).toBe(401)
      expect((await download(admin.slug, learner.person, `${desk}.csv`)).statusCode).toBe(403)
      expect((await download(admin.slug, other.person, `${desk}.csv`)).statusCode).toBe(403)
      const own = await download(other.slug, other.person, `${desk}.csv`)
      expect([desk, own.statusCode, linesIn(own.body).length]).toEqual([desk, 200, 1])
    }
    const query = 'list=differs'
    expect((await download(admin.slug, admin.person, `own-findings.csv?${query}`)).statusCode).toBe(200)
    expect((await download(null, admin.person, `findings.csv?${query}`)).statusCode).toBe(403)
    expect((await download(null, admin.person, 'balance.csv?provider=stripe&from=2026-01-01&to=2026-01-31')).statusCode).toBe(403)
    expect((await download(null, null, `findings.csv?${query}`)).statusCode).toBe(401)
  })

  it('goes on behind the cursor until every row is in it', async () => {
    const admin = await world.signedIn({ role: 'admin' })
    const course = await world.aCourse({ tenantId: admin.tenantId, priceMinor: 0 })
    const learners = 103
    for (let i = 0; i < learners; i += 1) {
      const learner = await world.signedIn({ tenant: admin })
      await learner.api.enrolments.enrol({ courseId: course.courseId })
    }
    const { items, nextCursor } = await admin.api.payments.listOrders({ limit: 100 })
    const rest = nextCursor === null ? { items: [] } : await admin.api.payments.listOrders({ limit: 100, cursor: nextCursor })
    const lines = linesIn((await download(admin.slug, admin.person, 'orders.csv')).body).slice(1)
    expect(lines.map((line) => line.split(',')[0])).toEqual([...items, ...rest.items].map(({ number }) => number))
    expect(lines.length).toBeGreaterThan(100)
  })
})
