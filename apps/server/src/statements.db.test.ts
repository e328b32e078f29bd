import { procedures, type Procedure } from '@edurise/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetListings } from './features/marketplace/index.ts'
import { callProcedure } from './router.ts'
import { aSchool, type School } from './testing/school.ts'
import { listenToStatements, statementsOf, unrecorded } from './testing/sent-statements.ts'
import { costs, type Cost } from './testing/statement-costs.ts'
import { freshRights, freshRoutes } from './testing/parts.ts'
import { useWorld } from './testing/world.ts'

const budget = { query: 3, mutation: 10 }

const pinned = Object.entries<Record<string, Procedure>>(procedures).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, { kind }]) => {
    const known: Record<string, Record<string, Cost>> = costs
    const cost = known[noun]?.[verb]
    if (!cost) throw new Error(`nobody has said what ${noun}.${verb} costs`)
    return { path: `${noun}.${verb}`, kind, ...cost }
  }),
)

describe('what a call costs the database', () => {
  // What the server remembers is looked up anew in this world: it is no cost of the call.
  const world = useWorld({
    parts: ({ database }) => {
      const routes = freshRoutes(database.app, 'localhost')
      const rights = freshRights(database.app)
      return {
        routes: {
          tenantOfHost: unrecorded(routes.tenantOfHost),
          courseBySlug: unrecorded(routes.courseBySlug),
          tenantOfCourse: unrecorded(routes.tenantOfCourse),
          tenantOfOrder: unrecorded(routes.tenantOfOrder),
        },
        rights: { inTenant: unrecorded(rights.inTenant), onPlatform: unrecorded(rights.onPlatform) },
      }
    },
  })
  let stop: () => void
  beforeAll(() => {
    stop = listenToStatements()
  })
  afterAll(() => stop())

  it.each(pinned)('stays within its budget: $path', ({ kind, statements, exception }) => {
    expect(statements <= budget[kind] || exception !== undefined).toBe(true)
  })

  describe.each([
    { of: 'a course of 12 lessons and 30 learners', size: 1 },
    { of: 'three times as many rows', size: 3 },
  ])('with $of', ({ size }) => {
    let school: School
    beforeAll(async () => {
      school = await aSchool(world, size)
    }, 60_000)

    it.each(pinned)('is $statements for $path', async ({ path, kind, by, market, input, statements }) => {
      forgetListings()
      const person = school[by].person
      const { tenantId, slug } = school.admin
      const { sent } = await statementsOf(() =>
        callProcedure(world.contextOf(person, market ? null : { tenantId, slug }), { path, kind, input: input(school) }),
      )
      const texts = sent.map(({ text }) => text.trim())
      expect([texts.length, texts]).toEqual([statements, texts])
    })
  })
})
