/**
 * Whoever can come at the same moment, by card, PayPal and bank transfer: each pair, the second at every place between two calls of the first. At rest
 * every law is held against the provider's own records. Options: --most N (of each provider and ground; all) --seed N (0) --lanes N (2)
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeTemplate } from '@edurise/db/testing'
import { interleaveAll } from '../src/features/payments/testing/interleave.ts'
import { makeTown } from '../src/features/payments/testing/town.ts'

const { values } = parseArgs({
  options: { most: { type: 'string' }, seed: { type: 'string', default: '0' }, lanes: { type: 'string', default: '2' } },
})
await makeTemplate()
const towns = Array.from({ length: Number(values.lanes) }, () => makeTown())
for (const town of towns) await town.open()
const started = performance.now()
const met = await interleaveAll(towns, {
  ...(values.most !== undefined && { most: Number(values.most) }),
  seed: Number(values.seed),
  onProgress: (done, of) => {
    if (done % 200 === 0) console.log(`${done} of ${of}, ${((done * 1_000) / (performance.now() - started)).toFixed(1)} a second`)
  },
})
for (const town of towns) await town.close()
for (const failure of met.flatMap(({ failures }) => failures)) console.error(failure)
const table = met.map(({ failures, ...row }) => ({ ...row, violations: failures.length }))
console.table(table)
const violations = table.reduce((sum, row) => sum + row.violations, 0)
const figures = {
  met: table.reduce((sum, row) => sum + row.met, 0),
  violations,
  seconds: Math.round((performance.now() - started) / 1_000),
}
console.log(figures)
if (process.env['BENCH_RESULTS'])
  writeFileSync(join(process.env['BENCH_RESULTS'], 'interleavings.json'), JSON.stringify({ ...figures, table }, null, 2))
process.exit(violations ? 1 : 0)
