import type { TenantId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { jobs } from '@edurise/jobs'
import { describe, expect, it } from 'vitest'
import { useWorld } from './testing/world.ts'
import { startWorker, type JobOutcome } from './worker.ts'

describe('the worker', () => {
  const world = useWorld()

  it('holds one waiting job for a key, however often it is asked for', async () => {
    for (let times = 0; times < 3; times += 1) await world.platform.enqueue(world.platform.db.open, jobs.verifyPayments, {})
    const waiting = await world.boss.findJobs(jobs.verifyPayments.name)
    expect(waiting.map(({ state }) => state)).toEqual(['created'])
  })

  it('settles each job by itself: one that fails leaves its neighbours done', async () => {
    const { tenantId } = await world.aTenant()
    const course = await world.aCourse({ tenantId })
    const bad = { tenantId: 'no tenant' as TenantId, courseId: course.courseId }
    await world.boss.send(jobs.refreshListing.name, { tenantId, courseId: course.courseId })
    await world.boss.send(jobs.refreshListing.name, bad, { singletonKey: 'bad', retryLimit: 0 })
    await world.boss.send(jobs.refreshListing.name, { tenantId, courseId: newId() }, { singletonKey: 'gone' })
    const outcomes: JobOutcome[] = []
    const three = Promise.withResolvers<void>()
    await startWorker(world.boss, world.platform, (outcome) => {
      if (outcome.job !== jobs.refreshListing.name) return
      if (outcomes.push(outcome) === 3) three.resolve()
    })
    await three.promise
    await world.boss.offWork(jobs.refreshListing.name)
    const found = await world.boss.findJobs<object>(jobs.refreshListing.name)
    expect(found.map(({ state, data }) => `${state} ${'tenantId' in data && data.tenantId === tenantId}`).sort()).toEqual([
      'completed true',
      'completed true',
      'failed false',
    ])
    expect(outcomes.filter(({ error }) => error !== null)).toHaveLength(1)
  })

  it('keeps the schedules that jobs name and no others', async () => {
    await world.boss.createQueue('of.another.time')
    await world.boss.schedule('of.another.time', '* * * * *')
    await startWorker(world.boss, world.platform, () => {})
    const schedules = await world.boss.getSchedules()
    expect(schedules.map(({ name, cron }) => `${name} ${cron}`).sort()).toEqual([
      'disputes.tend */5 * * * *',
      'payments.sweep * * * * *',
      'payments.verify 17 2 * * *',
      'transfers.tend */10 * * * *',
    ])
  })
})
