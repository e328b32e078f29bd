import { isRecord, readJson } from './json.ts'

export type Counts = { passed: number; failed: number; skipped: number }

/** Counts of a Vitest run; a file that could not even be loaded counts as one failure. Undefined when there is no report. */
export function readVitest(file: string): Counts | undefined {
  const report = readJson(file)
  if (!isRecord(report)) return undefined
  const suites = Array.isArray(report.testResults) ? report.testResults.filter(isRecord) : []
  const unloadable = suites.filter(
    (suite) => suite.status === 'failed' && Array.isArray(suite.assertionResults) && !hasFailure(suite.assertionResults),
  )
  return {
    passed: number(report.numPassedTests),
    failed: number(report.numFailedTests) + unloadable.length,
    skipped: number(report.numPendingTests) + number(report.numTodoTests),
  }
}

/** Counts of a Playwright run; a test that passed only when repeated counts as failed. */
export function readPlaywright(file: string): Counts | undefined {
  const report = readJson(file)
  if (!isRecord(report) || !isRecord(report.stats)) return undefined
  const errors = Array.isArray(report.errors) ? report.errors.length : 0
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: number(expected), failed: number(unexpected) + number(flaky) + errors, skipped: number(skipped) }
}

const hasFailure = (results: unknown[]) => results.some((result) => isRecord(result) && result.status === 'failed')
const number = (value: unknown) => (typeof value === 'number' ? value : 0)
