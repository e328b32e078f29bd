import { tenants } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { listAll, readCurrent } from './read-tenants.ts'

export const tenantsRouter = router({ current: implement(tenants.current, readCurrent), list: implement(tenants.list, listAll) })
