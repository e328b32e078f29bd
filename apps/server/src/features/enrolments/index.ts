export { endGrants, grantAccess, hasAccess } from './access/grant-access.ts'
