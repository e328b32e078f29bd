import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inData, root } from './places.ts'
import { Refusal, giveUp } from './refusal.ts'
import { startTestCluster } from './test-cluster.ts'

const folder = join(root, 'apps/server/bench')

/** Runs the named benchmarks, or all, each on one cluster of its own; they write their figures as JSON into `BENCH_RESULTS`. */
async function main(): Promise<void> {
  const [first, ...options] = process.argv.slice(2)
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.bench.ts'))
        .map((file) => file.replace('.bench.ts', ''))
        .toSorted()
    : []
  if (first === '--help')
    return void console.log(`npm run bench -- [name] [options]\n\nBenchmarks: ${known.join(', ')}. Figures go to .data/bench as JSON.`)
  const chosen = first === undefined ? known : known.filter((name) => name === first)
  if (chosen.length === 0) throw new Refusal(`There is no benchmark ${first ?? 'yet'}. Known: ${known.join(', ') || 'none'}.`)
  const results = inData('bench')
  mkdirSync(results, { recursive: true })
  for (const name of chosen) {
    const cluster = await startTestCluster()
    try {
      const env = { ...process.env, TEST_DATABASE_URL: cluster.url, BENCH_RESULTS: results }
      const child = spawn('node', [join(folder, `${name}.bench.ts`), ...options], { cwd: root, env, stdio: 'inherit' })
      const [code]: unknown[] = await once(child, 'close')
      if (code !== 0) process.exitCode = 1
    } finally {
      await cluster.stop()
    }
  }
}

main().catch(giveUp)
