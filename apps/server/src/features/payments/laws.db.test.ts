import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importFrom } from './testing/acts/transfers.ts'
import { at, History, LawBroken } from './testing/history.ts'
import type { Law } from './testing/laws.ts'
import { stepsOf } from './testing/crash.ts'
import { ibans, makeTown } from './testing/town.ts'

const town = makeTown()
beforeAll(() => town.open())
afterAll(() => town.close())

/** A sale by card of which a part was refunded by us: every kind of row is there, and every law holds. */
async function aRefundedSale(): Promise<History> {
  await town.forget()
  const history = new History(town, await town.school([{ priceMinor: 4_900, currency: 'USD' }]), new Map())
  for (const { run } of stepsOf('refund')) await run(history)
  await history.comeToRest()
  await history.lookAround('after a sale')
  await history.judge('after a sale')
  return history
}

/** A sale by bank transfer that the bank's own statement has shown. */
async function aTransferByStatement(): Promise<History> {
  await town.forget()
  const history = new History(town, await town.school([{ priceMinor: 4_900, currency: 'USD' }]), new Map())
  const { courseId } = at(history.school.courses, 0)
  const { orderId } = await history.buyer(0).payments.startCheckout({ courseId, provider: 'bank_transfer' })
  const remittance = (await history.transferOf(orderId))?.reference
  await town.control('/bank/credit', { iban: ibans.USD, currency: 'USD', amount: 4_900, remittance, counterparty: 'Amina Said' })
  expect(await importFrom(history, { iban: ibans.USD, format: 'camt053', admin: 0 })).toBe('statement imported')
  await history.comeToRest()
  await history.judge('after a statement')
  return history
}

async function lawsBrokenOf(history: History): Promise<Law[]> {
  try {
    await history.judge('after a hand in the database')
    return []
  } catch (error) {
    if (!(error instanceof LawBroken)) throw error
    return error.violations.map(({ law }) => law)
  }
}

describe('a hand in the database is found by the law that it breaks', () => {
  it.each<[law: Law, what: string, harm: string]>([
    ['I1', 'access that was paid is gone', 'delete from grants; delete from enrolments'],
    ['I1', 'the payment forgets what its provider took', 'update payments set captured_minor = 0, refunded_minor = 0'],
    ['I2', 'an enrolment has no grant', 'delete from grants'],
    ['I2', 'a grant has no enrolment', 'delete from enrolments'],
    ['I2', 'a grant has no source', 'update grants set source_id = gen_random_uuid()'],
    ['I3', 'a payment is called a surplus', 'update payments set duplicate = true'],
    ['I4', 'the price is another one', 'update payments set amount_minor = 9900'],
    ['I6', 'an acknowledged event is gone', 'delete from webhook_inbox'],
    ['I7', 'a refund is forgotten', "update payments set facts = jsonb_set(facts, '{refunds}', '{}')"],
    ['I8', 'one side of a booking is gone', "delete from ledger_entries where account = 'sales'"],
    ['I8', 'a whole booking is gone', "delete from ledger_entries where kind = 'capture'"],
    ['I9', 'access stays when all money went back', 'update payments set order_id = gen_random_uuid()'],
    ['I10', 'a mail is marked as sent that never left', 'update mails set id = gen_random_uuid()'],
    ['I10', 'a refund was never asked for', "update refund_requests set provider_ref = null, state = 'requested'"],
    ['I11', 'a mail waits and its job is gone', "update mails set state = 'queued'"],
    ['I11', 'an event is not worked off', "update webhook_inbox set state = 'stored'"],
    ['I12', 'a number of a series is missing', "update invoices set number = number + 1 where kind = 'credit_note'"],
    ['I12', 'a refund has no credit note', "delete from invoices where kind = 'credit_note'"],
  ])('%s: %s', async (law, _what, harm) => {
    const history = await aRefundedSale()
    await harmWith(harm)
    expect(await lawsBrokenOf(history)).toContain(law)
  })

  it.each<[law: Law, what: string, harm: string]>([
    ['I1', 'a statement shows what the bank has not booked', "update statement_lines set bank_ref = 'SB9999999999'"],
    ['I1', 'more is taken from a booking than it brought', 'update transfer_receipts set amount_minor = amount_minor + 1'],
    [
      'I10',
      'a booking counts twice',
      `with copy as (
         insert into statement_lines (tenant_id, id, statement_id, account_id, booked_on, amount_minor, currency, bank_ref, fingerprint, state)
         select tenant_id, gen_random_uuid(), statement_id, account_id, booked_on, amount_minor, currency, bank_ref, fingerprint || ' again', state
         from statement_lines returning tenant_id, id)
       insert into transfer_receipts
         (tenant_id, id, transfer_id, line_id, amount_minor, currency, state, proposed_by, request_key, created_at, received_at)
       select r.tenant_id, gen_random_uuid(), r.transfer_id, copy.id, r.amount_minor, r.currency, r.state, r.proposed_by, gen_random_uuid(),
         r.created_at, r.received_at
       from transfer_receipts r join copy on copy.tenant_id = r.tenant_id`,
    ],
  ])('%s: %s', async (law, _what, harm) => {
    const history = await aTransferByStatement()
    await harmWith(harm)
    expect(await lawsBrokenOf(history)).toContain(law)
  })

  it('I5: another end of the same events', async () => {
    const history = await aRefundedSale()
    const again = () => history.replay((count) => Array.from({ length: count }, (_, index) => index))
    await again()
    await sql`create function forget_mails() returns trigger language plpgsql security definer as
      $$ begin update mails set effect_key = effect_key || ' forgotten'; return null; end $$`.execute(town.world.db.open)
    await sql`create trigger forget_mails after insert on webhook_inbox execute function forget_mails()`.execute(town.world.db.open)
    try {
      await expect(again()).rejects.toThrow('I5')
    } finally {
      await sql`drop function forget_mails cascade`.execute(town.world.db.open)
    }
  })

  it('I8: the server may not change what is booked', async () => {
    const history = await aRefundedSale()
    await sql`grant update on ledger_entries to edurise_app`.execute(town.world.db.open)
    try {
      expect(await lawsBrokenOf(history)).toEqual(['I8'])
    } finally {
      await sql`revoke update on ledger_entries from edurise_app`.execute(town.world.db.open)
    }
  })
})

/** Past constraints and triggers, as only somebody with the owner's password can. */
async function harmWith(statements: string): Promise<void> {
  await sql.raw(`do $harm$ begin set local session_replication_role = replica; ${statements}; end $harm$`).execute(town.world.db.open)
}
