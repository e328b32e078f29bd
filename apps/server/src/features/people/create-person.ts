import { PersonId, type Language } from '@edurise/contracts'
import type { PeopleAccounts } from './accounts.ts'
import { hashPassword } from './password.ts'

export interface NewPerson {
  email: string
  name: string
  password?: string
  locale?: Language
  /** Whether the address is known to be theirs. */
  verified?: boolean
}

/** Makes a person as a sign-up would; refuses with the database's own error when the address is taken. */
export async function createPerson(
  accounts: PeopleAccounts,
  { email, name, password, locale = 'en', verified = false }: NewPerson,
): Promise<PersonId> {
  const { internalAdapter } = await accounts.library.$context
  const user = await internalAdapter.createUser(
    { email: email.toLowerCase(), name, emailVerified: verified, locale },
    { method: 'email-password' },
  )
  const id = PersonId.parse(user.id)
  if (password !== undefined) {
    await internalAdapter.linkAccount({ userId: id, providerId: 'credential', accountId: id, password: await hashPassword(password) })
  }
  return id
}
