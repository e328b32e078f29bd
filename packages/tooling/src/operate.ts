import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { openDatabase } from './database.ts'
import { developmentSecrets } from './development-secrets.ts'
import { root } from './places.ts'
import { Refusal, giveUp } from './refusal.ts'
import { runStep } from './run-step.ts'
import { ownerEnvironment, readPorts, serverEnvironment } from './settings.ts'

const migrate = ['packages/db/src/migrate-cli.ts']
const commands: Record<string, string[]> = {
  'payments:verify': ['apps/server/src/cli/verify-payments.ts'],
  'admin:create': ['apps/server/src/cli/create-admin.ts'],
  'db:migrate': migrate,
  'db:seed': ['apps/server/src/demo/seed.ts'],
  'db:backup': ['packages/tooling/src/backup-cli.ts', 'backup'],
  'db:restore': ['packages/tooling/src/backup-cli.ts', 'restore'],
}

/** Runs a command against the database of this environment, or the embedded one, which is started for it when it does not run. */
async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (command === undefined) throw new Refusal(`Commands: ${Object.keys(commands).join(', ')}`)
  if (args.includes('--help')) return run([...command, '--help'], process.env)
  if (existsSync(join(root, '.env'))) loadEnvFile(join(root, '.env'))
  const secrets = developmentSecrets()
  const database = await openDatabase(process.env, secrets.DATABASE_PASSWORD)
  try {
    const env = ownerEnvironment(serverEnvironment(process.env, readPorts(process.env), secrets, database), database)
    if (database.embedded && command !== migrate) await runStep('Migrating', ['node', ...migrate], env)
    await run([...command, ...args], env)
  } finally {
    await database.release()
  }
}

async function run(command: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('node', command, { cwd: root, env, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const [code]: unknown[] = await once(child, 'close')
  process.exitCode = typeof code === 'number' ? code : 1
}

main().catch(giveUp)
