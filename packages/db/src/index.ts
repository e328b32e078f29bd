export { asPerson, asPlatform, connect, inPublic, inTenant } from './client.ts'
export type { ConnectOptions, Db, PersonDb, PlatformDb, PublicDb, PublicTrx, TenantDb } from './client.ts'
export type { StatementCost } from './connection.ts'
export { newId } from './ids.ts'
export { json, type Json } from './json.ts'
export { migrate, migrationNames } from './migrate.ts'
export { ensureRoles, roles, urlForRole } from './roles.ts'
export type * from './tables.ts'
export type {
  ListedModule,
  OfferSnapshot,
  PaymentFacts,
  StoredBankAccount,
  StoredBrand,
  StoredCover,
  StoredEvidence,
  StoredVideo,
} from './json-columns.ts'
