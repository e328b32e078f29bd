/**
 * Random histories of buyers, admins and banks, with lost, doubled and late messages, silent providers and killed processes: every law after every
 * step, and against the sandbox's own store at the end. A history that breaks one is made as short as it can be, and told.
 * Options: --runs N (10000) --seed N (of this moment) --lanes N (2); to see a failure again: --seed N --path P
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeTemplate } from '@edurise/db/testing'
import { liveHistories } from '../src/features/payments/testing/run-histories.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    lanes: { type: 'string', default: '2' },
    path: { type: 'string' },
  },
})
const seed = Number(values.seed)
await makeTemplate()
console.log(`histories: ${values.path ? 'one again' : values.runs}, seed ${seed}`)
const lived = await liveHistories({
  runs: Number(values.runs),
  seed,
  lanes: Number(values.lanes),
  ...(values.path !== undefined && { path: values.path }),
  onProgress: (histories, seconds) => console.log(`${histories} histories, ${(histories / seconds).toFixed(1)} a second`),
})
const happened = [...lived.counts].toSorted(([one], [other]) => (one < other ? -1 : 1))
console.table(happened.map(([what, times]) => ({ what, times })))
const figures = {
  histories: lived.histories,
  seed,
  seconds: Math.round(lived.seconds),
  aSecond: Math.round((lived.histories / lived.seconds) * 10) / 10,
  violations: lived.failure === null ? 0 : 1,
}
console.log(figures)
if (process.env['BENCH_RESULTS'])
  writeFileSync(
    join(process.env['BENCH_RESULTS'], 'histories.json'),
    JSON.stringify({ ...figures, happened: Object.fromEntries(happened) }, null, 2),
  )
if (lived.failure !== null) {
  console.error(lived.failure)
  process.exitCode = 1
}
process.exit()
