import { procedures } from '@edurise/contracts'
import { sql } from 'kysely'
import { TRPCError } from '@trpc/server'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from './context.ts'
import { appRouter, callProcedure } from './router.ts'
import { attacksOn, type Attack } from './testing/foreign-inputs.ts'
import type { ATenant } from './testing/factories.ts'
import { aVictim, type Victim } from './testing/victim.ts'
import { useWorld } from './testing/world.ts'

const paths = Object.entries<Record<string, unknown>>(procedures).flatMap(([noun, verbs]) =>
  Object.keys(verbs).map((verb) => `${noun}.${verb}`),
)
const refusals = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND'])

interface Attacker {
  who: string
  person: Person | null
}

describe('what belongs to one tenant', () => {
  const world = useWorld()
  let victim: Victim
  let other: ATenant
  let attackers: Attacker[]
  let attacks: Map<string, Attack>

  beforeAll(async () => {
    victim = await aVictim(world)
    other = await world.aTenant()
    const classmate = await world.signedIn({ role: 'student', tenant: victim.admin })
    attackers = [
      { who: 'a visitor', person: null },
      { who: 'a stranger', person: (await world.signedIn()).person },
      { who: 'a classmate', person: classmate.person },
      { who: 'a student elsewhere', person: (await world.signedIn({ role: 'student', tenant: other })).person },
      { who: 'a teacher elsewhere', person: (await world.signedIn({ role: 'teacher', tenant: other })).person },
      { who: 'an admin elsewhere', person: (await world.signedIn({ role: 'admin', tenant: other })).person },
    ]
    attacks = new Map(attacksOn(victim).map((attack) => [attack.path, attack]))
  }, 60_000)

  it('is behind procedures that are all there, and all in the table of attacks', () => {
    expect(Object.keys(appRouter._def.procedures).sort()).toEqual([...paths].sort())
    expect([...attacks.keys()].sort()).toEqual([...paths].sort())
  })

  it.each(paths)('is neither shown nor changed by %s to who is not of it', async (path) => {
    const attack = attackOf(path)
    const before = await rowsOfVictim()
    for (const { who, person } of attackers) {
      for (const { host, tenant, inputs } of hosts(attack)) {
        for (const input of inputs) {
          const answer = await ask(attack, person, tenant, input)
          const asked = `${who}, ${host}: ${path}(${JSON.stringify(input)})`
          expect(answer.text.replaceAll(victim.canary, 'THE CANARY')).toBe(answer.text)
          expect([asked, answer.refused === null ? attack.answers !== 'nobody' : refusals.has(answer.refused)]).toEqual([asked, true])
        }
      }
    }
    expect(await rowsOfVictim()).toEqual(before)
  })

  it('is shown to who it belongs to: the same questions have answers', async () => {
    const owned = [...attacks.values()].filter(({ owner }) => owner)
    for (const attack of owned) {
      const { person, tenantId, slug } = victim[attack.owner ?? 'admin']
      const answer = await ask(attack, person, { tenantId, slug, name: slug }, attack.inputs[0] ?? {})
      expect([attack.path, answer.refused]).toEqual([attack.path, null])
    }
    expect(owned.length).toBeGreaterThan(15)
  })

  it('holds a word to look for in what its people see', async () => {
    const { admin, student, teacher, course, lessonId, orderId } = victim
    const seen = await Promise.all([
      teacher.api.courses.mine({}),
      teacher.api.lessons.byId({ courseId: course.courseId, lessonId }),
      teacher.api.enrolments.ofCourse({ courseId: course.courseId }),
      student.api.lessons.read({ slug: course.slug, lessonId }),
      student.api.invoices.mine({}),
      student.api.payments.orderById({ orderId }),
      admin.api.payments.listOrders({}),
      admin.api.payments.orderDetails({ orderId }),
      admin.api.people.members({}),
      admin.api.notifications.mails({}),
    ])
    for (const answer of seen) expect(JSON.stringify(answer)).toContain(victim.canary)
  })

  function attackOf(path: string): Attack {
    const attack = attacks.get(path)
    if (!attack) throw new Error(`${path} is in no table`)
    return attack
  }

  function hosts({ inputs, elsewhere = [] }: Attack) {
    const { tenantId, slug } = victim.admin
    return [
      { host: "on the victim's portal", tenant: { tenantId, slug, name: slug }, inputs },
      { host: 'on another portal', tenant: other, inputs: [...inputs, ...elsewhere] },
      { host: 'on the marketplace', tenant: null, inputs },
    ]
  }

  async function ask(
    { path, kind }: Attack,
    person: Person | null,
    tenant: ATenant | null,
    input: object,
  ): Promise<{ refused: string | null; text: string }> {
    try {
      return { refused: null, text: JSON.stringify(await callProcedure(world.contextOf(person, tenant), { path, kind, input })) ?? '' }
    } catch (error) {
      if (!(error instanceof TRPCError)) throw error
      return { refused: error.code, text: `${error.message} ${JSON.stringify(error.cause)}` }
    }
  }

  /** All that the database holds of the victim, its people's accounts and the jobs that wait for it. */
  async function rowsOfVictim(): Promise<Record<string, unknown>> {
    const { tenantId } = victim.admin
    const people = [victim.admin, victim.student, victim.teacher].map(({ person }) => person.id)
    const { rows: tables } = await sql<{ name: string }>`
      select c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`.execute(world.db.open)
    const parts = [
      ...tables.map(({ name }) => ({ name, rows: sql`select t::text as row from ${sql.table(name)} t where tenant_id = ${tenantId}` })),
      ...['users', 'sessions', 'accounts'].map((name) => ({
        name: `auth.${name}`,
        rows: sql`select t::text as row from ${sql.table(`auth.${name}`)} t where ${sql.ref(name === 'users' ? 'id' : 'user_id')} = any(${people}::uuid[])`,
      })),
      { name: 'tenants', rows: sql`select t::text as row from tenants t where id = ${tenantId}` },
      { name: 'jobs', rows: sql`select name || data::text as row from pgboss.job where state = 'created'` },
    ]
    const entries = await Promise.all(
      parts.map(async ({ name, rows }) => {
        const { rows: found } = await sql<{
          digest: string | null
          count: number
        }>`select md5(string_agg(row, '|' order by row)) as digest, count(*)::int as count from (${rows}) as all_rows`.execute(
          world.db.open,
        )
        return [name, found[0]] as const
      }),
    )
    return Object.fromEntries(entries)
  }
})
