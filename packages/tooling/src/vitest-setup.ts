import { makeTemplate } from '@edurise/db/testing'
import { startTestCluster } from './test-cluster.ts'

/** Vitest's global set-up: brings TEST_DATABASE_URL unless it is given, and the migrated template that every test file clones. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const cluster = process.env.TEST_DATABASE_URL ? undefined : await startTestCluster()
  if (cluster !== undefined) process.env.TEST_DATABASE_URL = cluster.url
  await makeTemplate()
  return cluster?.stop
}
