import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPlaywright, readVitest } from './test-reports.ts'

const folder = mkdtempSync(join(tmpdir(), 'edurise-reports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function report(content: unknown): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

test('a test file that cannot be loaded counts as one failure', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
  ]
  expect(readVitest(report({ numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, testResults }))).toEqual({
    passed: 4,
    failed: 2,
    skipped: 2,
  })
})

test('a browser test that passed only when repeated counts as failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 }
  expect(readPlaywright(report({ stats, errors: [] }))).toEqual({ passed: 5, failed: 2, skipped: 0 })
})

test('a missing report is not taken for an empty one', () => {
  expect(readVitest(join(folder, 'nowhere.json'))).toBeUndefined()
  expect(readPlaywright(join(folder, 'nowhere.json'))).toBeUndefined()
})
