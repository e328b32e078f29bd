export { endGrants, grantAccess, hasAccess } from './grant-access.ts'
