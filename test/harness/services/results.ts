/** The counts of a jest run. */
export interface Results {
  passed: number
  failed: number
  skipped: number
}

/** The part of jest's `--json` report that is counted. */
interface JestReport {
  numPassedTests: number
  numFailedTests: number
  numRuntimeErrorTestSuites: number
  numPendingTests: number
  numTodoTests: number
}

/**
 * Counts the results in jest's report (undefined if jest wrote none) and its exit code.
 *
 * A file that cannot run counts as one failure, and so does an exit code that no failed test explains: a count of
 * "0 failed" must mean that all went well.
 */
export function countResults(report: string | undefined, exitCode: number | null): Results {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = parse(report)
  const failed = numFailedTests + numRuntimeErrorTestSuites
  return {
    passed: numPassedTests,
    failed: exitCode === 0 && report !== undefined ? failed : Math.max(failed, 1),
    skipped: numPendingTests + numTodoTests,
  }
}

function parse(report: string | undefined): JestReport {
  const nothing = {
    numPassedTests: 0,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  }
  return report === undefined ? nothing : { ...nothing, ...(JSON.parse(report) as Partial<JestReport>) }
}
