import pg from 'pg'

/** The roles that the server logs in as; none of them owns a table or may bypass row level security. */
export const roles = { app: 'edurise_app', auth: 'edurise_auth', platform: 'edurise_platform' } as const

const timeouts = `statement_timeout = '15s'|lock_timeout = '5s'|idle_in_transaction_session_timeout = '20s'`.split('|')

/**
 * Makes the server's roles where they are missing and gives them this password, their timeouts and the right to connect.
 * @param ownerUrl of a role that may create roles.
 */
export async function ensureRoles(ownerUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'edurise-roles' })
  await client.connect()
  try {
    // Roles belong to the whole cluster: two databases migrated at once would collide on them.
    await client.query(`select pg_advisory_lock(hashtext('edurise roles'))`)
    for (const role of Object.values(roles)) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
      if (!rowCount) await client.query(`create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole`)
      await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`)
      for (const timeout of timeouts) await client.query(`alter role ${role} set ${timeout}`)
    }
    const { rows } = await client.query<{ name: string }>('select current_database() as name')
    const database = client.escapeIdentifier(rows[0]?.name ?? '')
    await client.query(`grant connect, temporary on database ${database} to ${Object.values(roles).join(', ')}`)
  } finally {
    await client.end()
  }
}

/** The same server and password, another role: how the addresses of the other pools follow from DATABASE_URL. */
export function urlForRole(url: string, role: (typeof roles)[keyof typeof roles]): string {
  const address = new URL(url)
  address.username = role
  return address.href
}
