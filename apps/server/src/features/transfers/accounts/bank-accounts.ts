import { AppError, type OwnBankAccount, type transfers } from '@edurise/contracts'
import type { z } from 'zod'
import { asTenant, type CallContext } from '../../../context.ts'
import { recordAudit } from '../../audit/index.ts'
import { findActiveAccount, insertAccount, listAccounts, lockAccounts, retireAccount, updateAccount } from './queries.ts'
import { readIban } from '../statements/statement.ts'

export function bankAccounts(ctx: CallContext<typeof transfers.accounts>): Promise<OwnBankAccount[]> {
  return asTenant(ctx, (trx) => listAccounts(trx, ctx.tenantId))
}

/** The account that takes a currency's transfers from now on. Another number is another account: who was told the old one is matched against it still. */
export function saveBankAccount(
  ctx: CallContext<typeof transfers.saveAccount>,
  input: z.output<(typeof transfers.saveAccount)['input']>,
): Promise<OwnBankAccount> {
  const { tenantId, person } = ctx
  const iban = input.iban === '' ? '' : readIban(input.iban)
  if (iban === null || (iban === '' && input.accountNumber === '')) throw new AppError('IBAN_INVALID', {})
  const values = { ...input, iban, bic: input.bic.toUpperCase() }
  return asTenant(ctx, async (trx) => {
    await lockAccounts(trx, tenantId)
    const known = await findActiveAccount(trx, tenantId, input.currency)
    const same = known?.iban === iban && known.accountNumber === input.accountNumber
    if (known && !same) await retireAccount(trx, tenantId, known.id)
    const at = ctx.now()
    const saved = known && same ? await updateAccount(trx, tenantId, known.id, values) : await insertAccount(trx, tenantId, values, at)
    const object = `bank_account:${saved.id}`
    await recordAudit(trx, { tenantId, actorId: person.id, action: 'transfers.saveAccount', object, before: known, after: saved, at })
    return saved
  })
}
