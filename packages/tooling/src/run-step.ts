import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from './places.ts'
import { Refusal } from './refusal.ts'

/** Runs a program to its end and answers what it said; its failure is a Refusal with its last lines. */
export async function runStep(what: string, command: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const [program = 'node', ...args] = command
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  const [code] = await once(child, 'close')
  if (code === 0) return said
  throw new Refusal(`${what} failed:\n${said.trim().split('\n').slice(-25).join('\n')}`)
}
