import fc from 'fast-check'
import { at } from '../history.ts'
import { befalls, fate, kind, some } from './act.ts'

export const work = kind({
  weight: 18,
  of: fc.record({ job: some, fate, forgotten: fc.boolean() }),
  say: ({ job, fate: its, forgotten }) => `job ${job} runs${befalls(its)}${forgotten ? ', and its end is forgotten' : ''}`,
  async run(history, { job, fate: its, forgotten }) {
    const jobs = await history.town.waiting()
    return jobs.length ? history.work(at(jobs, job), its, forgotten) : null
  },
})

export const workTogether = kind({
  weight: 4,
  of: fc.tuple(some, some, some),
  say: (jobs) => `jobs ${jobs.join(', ')} run at the same moment`,
  async run(history, numbers) {
    const jobs = await history.town.waiting()
    const chosen = [...new Set(numbers.map((number) => jobs[number % Math.max(jobs.length, 1)]))].filter((job) => job !== undefined)
    if (chosen.length < 2) return null
    await Promise.all(chosen.map((job) => history.work(job)))
    return 'jobs at the same moment'
  },
})

export const workAll = kind({
  weight: 3,
  of: fc.constant(null),
  say: () => 'all jobs run',
  run: async (history) => ((await history.workAll()) > 0 ? 'all jobs' : null),
})

export const sweep = kind({
  weight: 4,
  of: fate,
  say: (its) => `the sweep goes round${befalls(its)}`,
  run: (history, its) => history.sweep(its),
})

const minute = 60_000

export const wait = kind({
  weight: 5,
  of: fc.constantFrom(2, 6, 70, 26 * 60),
  say: (minutes) => `${minutes} minutes pass`,
  async run(history, minutes) {
    history.town.world.clock.advance(minutes * minute)
    if (minutes > 23 * 60) {
      for (const sale of history.sales) {
        const id = await history.objectOf(sale)
        if (id && sale.provider === 'stripe') await history.town.control(`/sessions/${id}/expire`)
        if (id && sale.provider === 'paypal') await history.town.control(`/paypal/orders/${id}/expire`)
      }
      await history.listen()
    }
    return `${minutes} minutes`
  },
})

export const verify = kind({
  weight: 1,
  of: fc.constant(null),
  say: () => 'the nightly proof runs',
  async run(history) {
    await history.town.verify()
    return 'nightly proof'
  },
})
