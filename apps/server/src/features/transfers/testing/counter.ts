import type { OrderId, PaymentId, StatementUpload, TransferId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import type { ACourse } from '../../../testing/factories.ts'
import type { SignedIn, World } from '../../../testing/world.ts'

export interface TransferSale {
  orderId: OrderId
  paymentId: PaymentId
  transferId: TransferId
  /** As people read it. */
  reference: string
}

export interface SchoolWithBank {
  admin: SignedIn
  /** Another admin: the second person. */
  second: SignedIn
  course: ACourse
  accountId: string
  iban: string
}

let made = 0

/** An IBAN that nobody else in this file has, with check digits that hold. */
function nextIban(): string {
  made += 1
  const rest = `37040044${String(made).padStart(10, '0')}`
  return `DE${String(98n - (BigInt(`${rest}131400`) % 97n)).padStart(2, '0')}${rest}`
}

/** The counter of a bank for tests: schools that take transfers, payers that send money, statements that admins fetch. */
export function counterOf(world: World) {
  async function bank(path: string, body: object): Promise<void> {
    const answer = await fetch(`${world.sandbox.url}/control/bank${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  }

  /** Takes transfers in a currency from now on. */
  async function openAccount(
    admin: SignedIn,
    { currency = 'USD', holder = 'Harbour School', twoPersonAboveMinor = null as number | null } = {},
  ) {
    const iban = nextIban()
    const { id: accountId } = await admin.api.transfers.saveAccount({
      currency,
      holder,
      bankName: 'Bank of the Harbour',
      iban,
      deadlineDays: 7,
      twoPersonAboveMinor,
    })
    await admin.api.payments.switchMethod({ currency, provider: 'bank_transfer', enabled: true })
    return { accountId, iban }
  }

  /** A tenant with an account in USD that takes transfers, two admins and a course. */
  async function aSchool({ priceMinor = 4_900, twoPersonAboveMinor = null as number | null } = {}): Promise<SchoolWithBank> {
    const tenant = await world.aTenant()
    const admin = await world.signedIn({ role: 'admin', tenant, name: 'Hodan Admin' })
    const second = await world.signedIn({ role: 'admin', tenant, name: 'Yusuf Second' })
    const course = await world.aCourse({ tenantId: tenant.tenantId, priceMinor })
    const { accountId, iban } = await openAccount(admin, { twoPersonAboveMinor })
    return { admin, second, course, accountId, iban }
  }

  async function order(learner: SignedIn, { courseId }: ACourse): Promise<TransferSale> {
    const { orderId, paymentId } = await learner.api.payments.startCheckout({ courseId, provider: 'bank_transfer' })
    const { id: transferId, reference } = await learner.api.transfers.mine({ orderId })
    return { orderId, paymentId, transferId, reference }
  }

  /** A learner who has ordered by transfer, and has been told where the money goes. */
  async function aSale(wishes: Parameters<typeof aSchool>[0] = {}) {
    const school = await aSchool(wishes)
    const learner = await world.signedIn({ tenant: school.admin })
    const sale = await order(learner, school.course)
    await world.runJobs()
    return { school, learner, sale }
  }

  /** What the books hold for a payment, by account. */
  async function booksOf({ paymentId }: Pick<TransferSale, 'paymentId'>): Promise<Record<string, number>> {
    const rows = await world.db.open
      .selectFrom('ledger_entries')
      .select(['account', 'amount_minor as minor'])
      .where('payment_id', '=', paymentId)
      .execute()
    const books: Record<string, number> = {}
    for (const { account, minor } of rows) books[account] = (books[account] ?? 0) + minor
    return books
  }

  return {
    bank,
    openAccount,
    aSchool,
    order,
    aSale,
    booksOf,
    /** An admin's word that money is there. */
    approve: (by: SignedIn, { transferId }: Pick<TransferSale, 'transferId'>, amountMinor: number, requestKey = newId<string>()) =>
      by.api.transfers.approve({ transferId, amountMinor, requestKey }),
    /** What a school has to send back. */
    returnsOf: async ({ admin }: Pick<SchoolWithBank, 'admin'>) => (await admin.api.transfers.returns({})).items,
    /** What somebody's mails are about, without the marks around names. */
    subjectsTo: async ({ person }: SignedIn) =>
      (await world.mailsTo(person.email)).map(({ subject }) => subject.replace(/[\u2068\u2069]/g, '')),
    /** A payer sends money; the bank books it. */
    send: (iban: string, amount: number, remittance: string, counterparty = 'Amina Said') =>
      bank('/credit', { iban, currency: 'USD', amount, remittance, counterparty }),
    /** The school's statement, as an admin uploads it. */
    async statement(
      { iban, accountId }: Pick<SchoolWithBank, 'iban' | 'accountId'>,
      format: 'csv' | 'camt053' | 'mt940' = 'csv',
    ): Promise<StatementUpload> {
      const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
      const [from, to] = [day(world.clock.peek() - 30 * 86_400_000), day(world.clock.peek())]
      const answer = await fetch(`${world.sandbox.url}/bank/${iban}/statement?format=${format}&from=${from}&to=${to}`)
      const content = Buffer.from(await answer.arrayBuffer()).toString('base64')
      return { accountId, fileName: `statement.${format}`, content, answers: {} }
    },
    /** Uploads the statement and takes every match that is sure, as an admin who confirms the preview. */
    async importAll(school: Pick<SchoolWithBank, 'iban' | 'accountId' | 'admin'>, format: 'csv' | 'camt053' | 'mt940' = 'csv') {
      const upload = await this.statement(school, format)
      const preview = await school.admin.api.transfers.previewStatement(upload)
      const matches = preview.lines.flatMap(({ fingerprint, match }) =>
        match?.how === 'sure' ? [{ fingerprint, transferId: match.transferId }] : [],
      )
      const statement = await school.admin.api.transfers.importStatement({ ...upload, matches })
      await world.runJobs()
      return { preview, statement }
    },
  }
}
