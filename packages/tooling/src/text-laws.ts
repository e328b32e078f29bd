import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.ts'

type Law = {
  name: string
  files: RegExp
  except?: RegExp
  forbidden: RegExp
  /** What has to stand within the six lines above to make it right. */
  unless?: RegExp
}

const code = /\.(ts|mts|vue|mjs|cjs)$/
const laws: Law[] = [
  { name: 'no rule is switched off in place', files: code, forbidden: /\b(?:es|ox)lint-disable|@ts-(?:ignore|expect-error|nocheck)\b/ },
  { name: 'nothing is left for later', files: code, forbidden: /\b(?:TODO|FIXME|HACK)\b/ },
  {
    name: 'no cast through unknown or any, unless a docstring says why',
    files: code,
    except: /\/testing\//,
    forbidden: /\bas unknown as\b|\bas any\b/,
    unless: /\*\/\s*$/,
  },
  { name: 'no test waits for a fixed time', files: /^e2e\/.*\.ts$/, forbidden: /waitForTimeout\(/ },
  { name: 'no test is left out or alone', files: /\.(test|spec)\.ts$/, forbidden: /\b(?:test|it|describe)\.(?:only|skip|todo|fixme)\b/ },
  {
    name: 'no physical direction in classes',
    files: /^apps\/web\/.*\.(vue|ts)$/,
    except: /\.test\.ts$/,
    forbidden:
      /["'`\s:!-](?:m[lr]|p[lr]|left|right|border-[lr]|rounded-(?:[lr]|tl|tr|bl|br)|scroll-[mp][lr])-(?:\d|px\b|auto\b|full\b|\[)|["'`\s:]text-(?:left|right)\b|["'`\s:](?:float|clear)-(?:left|right)\b/,
  },
  {
    name: 'no physical direction in styles',
    files: /^apps\/web\/.*\.(vue|css)$/,
    forbidden:
      /(?:^|[\s;{])(?:margin|padding|border)-(?:left|right)\b\s*:|(?:^|[\s;{])(?:left|right)\s*:\s*[^;]+;|text-align\s*:\s*(?:left|right)/,
  },
  {
    name: 'no secret',
    files: /./,
    except: /^pnpm-lock\.yaml$/,
    forbidden:
      /\bsk_live_[0-9A-Za-z]{8,}|\brk_live_[0-9A-Za-z]{8,}|\bAKIA[0-9A-Z]{16}\b|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----|\bghp_[0-9A-Za-z]{30,}/,
  },
]

/** What each law forbids is itself written down here. */
const lawbooks = new Set(['packages/tooling/src/text-laws.ts', 'packages/tooling/src/text-laws.test.ts'])

/** Every breach in a text, as "path:line law". */
export function breachesIn(path: string, text: string): string[] {
  const applying = laws.filter((law) => law.files.test(path) && law.except?.test(path) !== true)
  const lines = text.split('\n')
  const excused = ({ unless }: Law, index: number) => lines.slice(Math.max(0, index - 6), index).some((line) => unless?.test(line) === true)
  return lines.flatMap((line, index) => {
    const broken = applying.filter((law) => law.forbidden.test(line) && !excused(law, index))
    return broken.map((law) => `${path}:${index + 1} ${law.name}: ${line.trim().slice(0, 120)}`)
  })
}

/** Every breach in the source files of the repository. */
export function breaches(): string[] {
  const texts = filesBelow('').filter((path) => /\.(ts|mts|vue|mjs|cjs|css|json|ya?ml|md|sql|html|sh)$/.test(path) && !lawbooks.has(path))
  return texts.flatMap((path) => breachesIn(path, readFileSync(join(root, path), 'utf8')))
}

const skipped = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'playwright-report', '.git', '.data', '.toolchain', '.turbo'])

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

if (import.meta.main) {
  const found = breaches()
  for (const breach of found) console.error(breach)
  process.exitCode = found.length === 0 ? 0 : 1
}
