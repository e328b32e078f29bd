import { invoices } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { addCompany, lastCompany } from './add-company.ts'
import { myInvoice, myInvoices } from './list-invoices.ts'

export const invoicesRouter = router({
  mine: implement(invoices.mine, myInvoices),
  byId: implement(invoices.byId, myInvoice),
  lastCompany: implement(invoices.lastCompany, lastCompany),
  addCompany: implement(invoices.addCompany, addCompany),
})
