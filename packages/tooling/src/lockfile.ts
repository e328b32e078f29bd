import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.ts'

/** What makes a lock file unsafe: a package without a checksum, or one that comes from elsewhere than a registry. */
export function lockfileFaults(text: string): string[] {
  const packages = text.split(/^packages:$/m)[1]?.split(/^snapshots:$/m)[0] ?? ''
  const entries = packages.split(/^ {2}(?=\S)/m).slice(1)
  const faults = entries.flatMap((entry) => {
    const name = entry.split('\n')[0]?.replace(/:$/, '') ?? ''
    return [
      ...(/integrity: sha512-/.test(entry) ? [] : [`${name} has no checksum`]),
      ...(/tarball:|\btype: git\b|repo:/.test(entry) ? [`${name} does not come from a registry`] : []),
    ]
  })
  return entries.length === 0 ? ['the lock file lists no packages'] : faults
}

if (import.meta.main) {
  const faults = lockfileFaults(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'))
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
