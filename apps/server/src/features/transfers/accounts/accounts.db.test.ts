import { describe, expect, it } from 'vitest'
import { refusal, useWorld } from '../../../testing/world.ts'
import { tillOf } from '../../payments/testing/till.ts'
import { counterOf } from '../testing/counter.ts'

const world = useWorld()
const till = tillOf(world)
const counter = counterOf(world)
const { aSale } = counter

describe('an account for transfers', () => {
  it('needs an IBAN whose check digits hold, or a number', async () => {
    const { admin } = await counter.aSchool()
    const values = { currency: 'EUR', holder: 'Harbour School', bankName: 'Bank of the Harbour' }
    await expect(admin.api.transfers.saveAccount({ ...values, iban: 'DE89370400440532013001' })).rejects.toMatchObject(
      refusal('IBAN_INVALID'),
    )
    await expect(admin.api.transfers.saveAccount(values)).rejects.toMatchObject(refusal('IBAN_INVALID'))
    expect(await admin.api.transfers.saveAccount({ ...values, iban: 'de89 3704 0044 0532 0130 00' })).toMatchObject({
      iban: 'DE89370400440532013000',
    })
    expect(await admin.api.transfers.saveAccount({ ...values, currency: 'SOS', accountNumber: '1200 34' })).toMatchObject({
      accountNumber: '1200 34',
    })
  })

  it('is one for a currency: another number takes its place, and payers keep the one they were told', async () => {
    const { school, learner, sale } = await aSale()
    await school.admin.api.transfers.saveAccount({
      currency: 'USD',
      holder: 'Harbour School',
      bankName: 'Another Bank',
      accountNumber: '42',
    })
    const accounts = await school.admin.api.transfers.accounts({})
    expect(accounts.filter(({ active }) => active)).toMatchObject([{ bankName: 'Another Bank' }])
    expect((await learner.api.transfers.mine({ orderId: sale.orderId })).account.iban).toBe(school.iban)
    await counter.send(school.iban, 4_900, sale.reference)
    await counter.importAll(school)
    expect(await till.factsOf(sale)).toMatchObject({ live: 1 })
  })
})
