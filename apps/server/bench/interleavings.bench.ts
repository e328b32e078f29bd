/**
 * Webhook, return page, sweep, refund, cancellation and an admin's gift, each pair, the second between any two calls of the first: at rest every law
 * is held against the sandbox's own store. Options: --most N (all of them) --seed N (0)
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeTemplate } from '@edurise/db/testing'
import { interleaveAll } from '../src/features/payments/testing/interleave.ts'
import { makeTown } from '../src/features/payments/testing/town.ts'

const { values } = parseArgs({ options: { most: { type: 'string' }, seed: { type: 'string', default: '0' } } })
await makeTemplate()
const town = makeTown()
await town.open()
const { failures, ...met } = await interleaveAll(town, {
  ...(values.most !== undefined && { most: Number(values.most) }),
  seed: Number(values.seed),
  onProgress: (done, of) => {
    if (done % 200 === 0) console.log(`${done} of ${of}`)
  },
})
await town.close()
for (const failure of failures) console.error(failure)
const figures = { ...met, violations: failures.length }
console.log(figures)
if (process.env['BENCH_RESULTS']) writeFileSync(join(process.env['BENCH_RESULTS'], 'interleavings.json'), JSON.stringify(figures, null, 2))
process.exit(failures.length ? 1 : 0)
