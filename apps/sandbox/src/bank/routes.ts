import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { queryOf, sendPage } from '../pages/layout.ts'
import { chooseLanguage } from '../pages/words.ts'
import type { Language } from '../pages/words.ts'
import type { World } from '../world.ts'
import { BankRefusal, book, findAccount, listAccounts, listBookings, openAccount } from './bank.ts'
import { BankKnobs, BankKnobsChange, readBankKnobs, writeBankKnobs } from './knobs.ts'
import { readAmount } from './money.ts'
import { bankPage } from './page.ts'
import type { Filled } from './page.ts'
import { formats, statementOf } from './statements.ts'
import type { SendProblem } from './words.ts'

const Iban = z
  .string()
  .max(50)
  .transform((written) => written.replace(/[\s-]/g, '').toUpperCase())
  .refine(isAccount, 'no IBAN or account number')
const Currency = z
  .string()
  .transform((written) => written.trim().toUpperCase())
  .refine((code) => /^[A-Z]{3}$/.test(code), 'no currency')
const Words = z.string().max(140).default('')
const Name = z.string().max(70).default('')

const Money = z.strictObject({
  iban: Iban,
  currency: Currency,
  /** Minor units as a number, or a written amount ("12.50"). */
  amount: z.union([z.int().positive(), z.string()]),
  remittance: Words,
  counterparty: Name,
})
const Opened = z.strictObject({ iban: Iban, currency: Currency, holder: Name, openingMinor: z.int().optional() })
const Period = z.object({ format: z.enum(formats), from: z.iso.date(), to: z.iso.date(), currency: Currency.optional() })
const Slice = z.object({
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(2_000),
})

type AccountRequest = FastifyRequest<{ Params: { iban: string } }>

/** The bank: a page for people, controls and an oracle for tests, statements for the shop. */
export function bankRoutes(app: FastifyInstance, world: World): void {
  const { store } = world
  const query = (request: FastifyRequest) => Object.fromEntries(queryOf(request.raw.url))

  app.get('/bank', (request, reply) => {
    const { lang: _lang, sent, ...given } = query(request)
    return sendPage(reply, bankPage(world, { language: languageOf(request), filled: filledOf(given), sent }))
  })
  app.post('/bank', (request, reply) => {
    const filled = filledOf(request.body)
    const language = languageOf(request)
    const checked = check(filled)
    if ('problem' in checked) return sendPage(reply, bankPage(world, { language, filled, problem: checked.problem }))
    const { ref } = store.transaction(() => book(world, checked.sent))
    return reply.redirect(`/bank?${new URLSearchParams({ lang: language, sent: ref }).toString()}`, 303)
  })
  app.get('/bank/:iban/statement', (request: AccountRequest, reply) => {
    const { format, from, to, currency } = parse(Period, query(request))
    if (from > to) throw new BankRefusal('from: is after to')
    const file = statementOf(world, findAccount(world, request.params.iban, currency), format, from, to)
    return reply
      .header('content-type', file.mime)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(file.body)
  })

  app.post('/control/bank/accounts', (request) => store.transaction(() => openAccount(world, parse(Opened, request.body))))
  for (const [path, sign] of [
    ['/control/bank/credit', 1],
    ['/control/bank/debit', -1],
  ] as const) {
    app.post(path, (request) => {
      const { amount, ...sent } = parse(Money, request.body)
      const minor = typeof amount === 'number' ? amount : readAmount(amount, sent.currency)
      if (minor === undefined || minor === 0) throw new BankRefusal(`amount: "${amount}" is not an amount in ${sent.currency}`)
      return store.transaction(() => book(world, { ...sent, amountMinor: sign * minor }))
    })
  }
  app.get('/control/bank/state', (request) => {
    const { bookings, next } = listBookings(world, parse(Slice, query(request)))
    return { accounts: listAccounts(world), bookings, next }
  })
  app.get('/control/bank/knobs', () => readBankKnobs(store))
  app.post('/control/bank/knobs', (request) => {
    const knobs = BankKnobs.parse({ ...readBankKnobs(store), ...parse(BankKnobsChange, request.body) })
    writeBankKnobs(store, knobs)
    return knobs
  })
}

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given ?? {})
  if (parsed.success) return parsed.data
  throw new BankRefusal(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** An IBAN's check digits must hold; a plain account number has none. */
function isAccount(account: string): boolean {
  if (!/^[A-Z]{2}\d{2}/.test(account)) return /^[A-Z0-9/]{4,34}$/.test(account)
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account)) return false
  const digits = `${account.slice(4)}${account.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(Number.parseInt(letter, 36)))
  return BigInt(digits) % 97n === 1n
}

function languageOf(request: FastifyRequest): Language {
  return chooseLanguage(queryOf(request.raw.url).get('lang'), request.headers['accept-language'])
}

const Form = z.object({
  iban: z.string().default(''),
  amount: z.string().default(''),
  currency: z.string().default('USD'),
  counterparty: z.string().default(''),
  remittance: z.string().default(''),
})

function filledOf(given: unknown): Filled {
  return Form.parse(given ?? {})
}

function check(filled: Filled): { problem: SendProblem } | { sent: Parameters<typeof book>[1] } {
  const iban = Iban.safeParse(filled.iban)
  if (!iban.success) return { problem: 'iban' }
  const currency = Currency.safeParse(filled.currency)
  const amountMinor = currency.success ? readAmount(filled.amount, currency.data) : undefined
  if (currency.success && (amountMinor === undefined || amountMinor === 0)) return { problem: 'amount' }
  if (!currency.success || amountMinor === undefined) return { problem: 'currency' }
  if (!Words.safeParse(filled.remittance).success) return { problem: 'remittance' }
  const counterparty = filled.counterparty.trim().slice(0, 70)
  return { sent: { iban: iban.data, currency: currency.data, amountMinor, counterparty, remittance: filled.remittance.trim() } }
}
