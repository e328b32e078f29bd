import { transfers } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { bankAccounts, saveBankAccount } from './accounts/bank-accounts.ts'
import { approveTransfer, askPayer, confirmTransfer, refuseTransfer, undoTransfer } from './desk/decide-transfer.ts'
import { countTransfers, readInbox, transferById } from './desk/read-inbox.ts'
import { readReturns, settleReturn } from './desk/returns.ts'
import { myTransfer } from './my-transfer.ts'
import { importStatement, previewStatement } from './statements/import-statement.ts'
import { ignoreLine, matchLine, readLines, readStatements, undoStatement } from './statements/read-statements.ts'

export const transfersRouter = router({
  mine: implement(transfers.mine, myTransfer),
  inbox: implement(transfers.inbox, readInbox),
  count: implement(transfers.count, countTransfers),
  byId: implement(transfers.byId, transferById),
  approve: implement(transfers.approve, approveTransfer),
  confirm: implement(transfers.confirm, confirmTransfer),
  ask: implement(transfers.ask, askPayer),
  refuse: implement(transfers.refuse, refuseTransfer),
  undo: implement(transfers.undo, undoTransfer),
  previewStatement: implement(transfers.previewStatement, previewStatement),
  importStatement: implement(transfers.importStatement, importStatement),
  statements: implement(transfers.statements, readStatements),
  undoStatement: implement(transfers.undoStatement, undoStatement),
  lines: implement(transfers.lines, readLines),
  match: implement(transfers.match, matchLine),
  ignoreLine: implement(transfers.ignoreLine, ignoreLine),
  returns: implement(transfers.returns, readReturns),
  settleReturn: implement(transfers.settleReturn, settleReturn),
  accounts: implement(transfers.accounts, bankAccounts),
  saveAccount: implement(transfers.saveAccount, saveBankAccount),
})
