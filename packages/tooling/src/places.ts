import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')

/** A path below `.data`, where all that this checkout keeps between runs lies. */
export const inData = (...parts: string[]): string => join(root, '.data', ...parts)

/** Makes `.data` and its folder of logs. */
export function makeDataFolder(): void {
  mkdirSync(inData('logs'), { recursive: true })
}
