import { makeTemplate } from '../testing.ts'

/** Vitest's global set-up, after the cluster is there: the database that every test clones. */
export default async function setup(): Promise<void> {
  await makeTemplate()
}
