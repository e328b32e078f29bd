import type { Language, PersonId } from '@edurise/contracts'
import { Kysely, PostgresDialect, sql, type Generated } from 'kysely'
import pg from 'pg'

/** The schema of the account library, as far as statements of ours touch it. */
export interface AuthTables {
  users: { id: PersonId; name: string; email: string; email_verified: boolean; locale: Language; updated_at: Date }
  sessions: {
    id: string
    user_id: PersonId
    family_id: string | null
    token_hash: string
    user_agent: string | null
    expires_at: Date
    absolute_expires_at: Generated<Date>
    created_at: Generated<Date>
    updated_at: Date
  }
  accounts: { user_id: PersonId }
  verifications: { expires_at: Date }
  handoffs: { code_hash: string; user_id: PersonId; family_id: string; host: string; expires_at: Date }
}

export type AuthDb = Kysely<AuthTables>

/** Times arrive as Date whatever others in the process have set: the account library compares them, and text compares as false. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text: string) => new Date(text))

/** The pool of the role that alone may see accounts. */
export function openAuthPool(url: string, onIdleError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: 6,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    application_name: 'edurise-accounts',
    keepAlive: true,
  })
  pool.on('error', onIdleError)
  return pool
}

export function authDatabase(pool: pg.Pool): AuthDb {
  return new Kysely<AuthTables>({ dialect: new PostgresDialect({ pool }) }).withSchema('auth')
}

/** The session of this token and its person, whether it is over or not. */
export function sessionOf(db: AuthDb, tokenHash: string) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .select((eb) => [
      's.id as rowId',
      eb.fn.coalesce('s.family_id', 's.id').as('sessionId'),
      's.token_hash as tokenHash',
      's.expires_at as expiresAt',
      's.absolute_expires_at as absoluteExpiresAt',
      's.updated_at as seenAt',
      'u.id',
      'u.name',
      'u.email',
      'u.email_verified as emailVerified',
      'u.locale',
    ])
    .where('s.token_hash', '=', tokenHash)
    .executeTakeFirst()
}

/** Sign-ins of a person that still hold, each as its host last seen, last seen first. */
export function sessionsOf(db: AuthDb, personId: PersonId, now: Date) {
  return db
    .with('live', (qb) =>
      qb
        .selectFrom('sessions')
        .distinctOn(sql`coalesce(family_id, id)`)
        .select((eb) => [
          eb.fn.coalesce('family_id', 'id').as('id'),
          'user_agent as userAgent',
          sql<Date>`min(created_at) over (partition by coalesce(family_id, id))`.as('createdAt'),
          'updated_at as lastSeenAt',
        ])
        .where('user_id', '=', personId)
        .where('expires_at', '>', now)
        .where('absolute_expires_at', '>', now)
        .orderBy(sql`coalesce(family_id, id)`)
        .orderBy('updated_at', 'desc'),
    )
    .selectFrom('live')
    .selectAll()
    .orderBy('lastSeenAt', 'desc')
    .limit(100)
    .execute()
}

/** Ends a sign-in on all hosts it was carried to; answers the hashes of their tokens. */
export async function endFamily(db: AuthDb, personId: PersonId, familyId: string): Promise<string[]> {
  const rows = await db
    .deleteFrom('sessions')
    .where('user_id', '=', personId)
    .where((eb) => eb.or([eb('id', '=', familyId), eb('family_id', '=', familyId)]))
    .returning('token_hash')
    .execute()
  return rows.map(({ token_hash }) => token_hash)
}

/** Joins a session to the sign-in it was carried over from: it ends no later. */
export async function joinFamily(db: AuthDb, rowId: string, familyId: string, absoluteExpiresAt: Date): Promise<void> {
  await db.updateTable('sessions').set({ family_id: familyId, absolute_expires_at: absoluteExpiresAt }).where('id', '=', rowId).execute()
}

/** Moves the idle end of sessions on; never past their absolute one. */
export async function sawSessions(db: AuthDb, seen: readonly { rowId: string; at: Date }[], idleMilliseconds: number): Promise<void> {
  await sql`
    update auth.sessions s set updated_at = v.at, expires_at = least(v.at + ${`${idleMilliseconds} milliseconds`}::interval, s.absolute_expires_at)
    from unnest(${seen.map(({ rowId }) => rowId)}::uuid[], ${seen.map(({ at }) => at)}::timestamptz[]) as v(id, at)
    where s.id = v.id and s.updated_at < v.at`.execute(db)
}

export async function updateUser(
  db: AuthDb,
  personId: PersonId,
  { name, locale, now }: { name: string; locale: Language; now: Date },
): Promise<void> {
  await db.updateTable('users').set({ name, locale, updated_at: now }).where('id', '=', personId).execute()
}

export async function verifyUser(db: AuthDb, personId: PersonId): Promise<void> {
  await db.updateTable('users').set({ email_verified: true }).where('id', '=', personId).where('email_verified', '=', false).execute()
}

export function userByEmail(db: AuthDb, email: string) {
  return db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'email_verified as emailVerified', 'locale'])
    .where('email', '=', email)
    .executeTakeFirst()
}

export interface NewHandoff {
  codeHash: string
  personId: PersonId
  familyId: string
  host: string
  expiresAt: Date
}

export async function insertHandoff(db: AuthDb, { codeHash, personId, familyId, host, expiresAt }: NewHandoff): Promise<void> {
  await db
    .insertInto('handoffs')
    .values({ code_hash: codeHash, user_id: personId, family_id: familyId, host, expires_at: expiresAt })
    .execute()
}

/** Nobody else can take it any more, whatever the caller makes of it. */
export function takeHandoff(db: AuthDb, codeHash: string) {
  return db
    .deleteFrom('handoffs')
    .where('code_hash', '=', codeHash)
    .returning(['user_id as personId', 'family_id as familyId', 'host', 'expires_at as expiresAt'])
    .executeTakeFirst()
}

/** Until when a sign-in holds at most; nothing once all its sessions have ended. */
export async function endOfFamily(db: AuthDb, personId: PersonId, familyId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select('absolute_expires_at')
    .where('user_id', '=', personId)
    .where((eb) => eb.or([eb('id', '=', familyId), eb('family_id', '=', familyId)]))
    .limit(1)
    .executeTakeFirst()
  return row?.absolute_expires_at
}

/** Removes what is over: sessions, codes and links. */
export async function removeExpired(db: AuthDb, now: Date): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<', now), eb('absolute_expires_at', '<', now)]))
    .execute()
  await db.deleteFrom('handoffs').where('expires_at', '<', now).execute()
  await db.deleteFrom('verifications').where('expires_at', '<', now).execute()
}
