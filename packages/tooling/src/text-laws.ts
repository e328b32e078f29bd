import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.ts'

type Law = { name: string; files: RegExp; except?: RegExp; forbidden: RegExp }

const code = /\.(ts|mts|vue|mjs|cjs)$/
const laws: Law[] = [
  { name: 'no rule is switched off in place', files: code, forbidden: /\b(?:es|ox)lint-disable|@ts-(?:ignore|expect-error|nocheck)\b/ },
  { name: 'nothing is left for later', files: code, forbidden: /\b(?:TODO|FIXME|HACK)\b/ },
  { name: 'no cast through unknown or any', files: code, except: /\/testing\//, forbidden: /\bas unknown as\b|\bas any\b/ },
  { name: 'no test waits for a fixed time', files: /^e2e\/.*\.ts$/, forbidden: /waitForTimeout\(/ },
  { name: 'no test is left out or alone', files: /\.(test|spec)\.ts$/, forbidden: /\b(?:test|it|describe)\.(?:only|skip|todo|fixme)\b/ },
  {
    name: 'no physical direction in classes',
    files: /^apps\/web\/.*\.(vue|ts)$/,
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
  return text
    .split('\n')
    .flatMap((line, index) =>
      applying.filter((law) => law.forbidden.test(line)).map((law) => `${path}:${index + 1} ${law.name}: ${line.trim().slice(0, 120)}`),
    )
}

/** Every breach in the files that git knows or would take. */
export function breaches(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  const texts = listed
    .split('\0')
    .filter((path) => /\.(ts|mts|vue|mjs|cjs|css|json|ya?ml|md|sql|html|sh|env)$/.test(path) && !lawbooks.has(path))
  return texts.flatMap((path) => breachesIn(path, readOr(join(root, path))))
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

if (import.meta.main) {
  const found = breaches()
  for (const breach of found) console.error(breach)
  process.exitCode = found.length === 0 ? 0 : 1
}
