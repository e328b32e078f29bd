import { api } from './api.ts'
import { isRefused } from './errors.ts'
import type { useSession } from './session.ts'

/** Asks who is here, where the server has not said so with the page. A failed call leaves the answer open. */
export async function findOut(session: ReturnType<typeof useSession>): Promise<void> {
  if (session.me !== undefined) return
  try {
    session.me = await api.people.me.query({})
  } catch (error) {
    if (isRefused(error, 'SIGN_IN_REQUIRED')) session.me = null
  }
}
