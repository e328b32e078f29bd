/**
 * Negative controls: each guard is taken away in a copy of the tree, and the tests that claim to watch it must turn red.
 * Options: --quick (the five that money hangs on) --only WORDS (guards whose name holds them)
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const root = new URL('../../../', import.meta.url).pathname
const payments = 'apps/server/src/features/payments'
const paypal = 'apps/server/src/gateways/paypal'
const disputes = 'apps/server/src/features/disputes'
const access = 'apps/server/src/features/enrolments/access'
const reconciliation = 'apps/server/src/features/reconciliation'
const transfers = 'apps/server/src/features/transfers'
const migration = 'packages/db/migrations/202611230930-payments.sql'
const foundation = 'packages/db/migrations/202611230900-foundation.sql'

interface Control {
  guard: string
  file: string
  find: string
  replace: string
  tests: string
  quick?: true
}

const controls: Control[] = [
  {
    guard: 'an event is unique in the inbox',
    file: `${payments}/inbox/queries.ts`,
    find: 'event_id: event.eventId,',
    replace: 'event_id: `${event.eventId}-${Math.random()}`,',
    tests: `${payments}/inbox/webhooks.db.test.ts`,
    quick: true,
  },
  {
    guard: 'a webhook is acknowledged after its commit',
    file: `${payments}/inbox/webhooks.ts`,
    find: 'const isNew = await store(',
    replace: 'const isNew = true\n  void store(',
    tests: `${payments}/inbox/webhooks.db.test.ts`,
    quick: true,
  },
  {
    guard: 'the signature is checked',
    file: 'apps/server/src/gateways/stripe.ts',
    find: "return messageOf(stripe.webhooks.constructEvent(body, signature, secret, tolerance, undefined, now.getTime()), 'signature')",
    replace: "return messageOf(asEvent(JSON.parse(body.toString('utf8'))), 'signature')",
    tests: `${payments}/inbox/webhooks.db.test.ts`,
  },
  {
    guard: 'a signature from the future is refused',
    file: 'apps/server/src/gateways/stripe.ts',
    find: 'Math.abs(seconds(now) - time) <= tolerance',
    replace: 'seconds(now) - time <= tolerance',
    tests: `${payments}/inbox/webhooks.db.test.ts`,
  },
  {
    guard: 'a message of PayPal from another day is refused',
    file: `${paypal}/signature.ts`,
    find: 'if (age < -ahead || age > behind) return null',
    replace: '',
    tests: `${paypal}/signature.test.ts`,
  },
  {
    guard: "PayPal's certificate is asked for at PayPal only",
    file: `${paypal}/certificates.ts`,
    find: 'bases.some((base) => isBelow(url, base))',
    replace: 'true',
    tests: `${paypal}/signature.test.ts`,
  },
  {
    guard: "PayPal's certificate is never followed to another address",
    file: `${paypal}/certificates.ts`,
    find: "redirect: 'error'",
    replace: "redirect: 'follow'",
    tests: `${paypal}/signature.test.ts`,
  },
  {
    guard: "PayPal's certificate leads to a trusted root",
    file: `${paypal}/chain.ts`,
    find: 'if (ways.length === 0) return null',
    replace: 'if (ways.length === 0) return { key: leaf.publicKey, validAt: () => true }',
    tests: `${paypal}/signature.test.ts`,
  },
  {
    guard: "PayPal's signature is held against the raw bytes",
    file: `${paypal}/signature.ts`,
    find: "if (!verify('RSA-SHA256', text, chain.key, Buffer.from(signature, 'base64'))) return null",
    replace: '',
    tests: `${paypal}/signature.test.ts`,
  },
  {
    guard: 'a call to PayPal carries its key',
    file: `${paypal}/client.ts`,
    find: "...(key !== undefined && { 'paypal-request-id': key }),",
    replace: '',
    tests: `${paypal}/requests.test.ts`,
  },
  {
    guard: 'the order is locked while its payments are settled',
    file: `${payments}/queries.ts`,
    find: ".where('id', '=', id).forUpdate().executeTakeFirst()",
    replace: ".where('id', '=', id).executeTakeFirst()",
    tests: `${payments}/sync-payment.db.test.ts`,
    quick: true,
  },
  {
    guard: 'the captured amount has to be the price',
    file: `${payments}/payment.ts`,
    find: 'amount !== expected.amountMinor ||',
    replace: '',
    tests: `${payments}/payment.test.ts ${payments}/sync-payment.db.test.ts`,
    quick: true,
  },
  {
    guard: 'the captured currency has to be the one of the price',
    file: `${payments}/payment.ts`,
    find: 'currencies.some((currency) => currency !== expected.currency) ||',
    replace: '',
    tests: `${payments}/payment.test.ts`,
  },
  {
    guard: 'the provider is asked again, whatever the event says',
    file: `${payments}/sync-payment.ts`,
    find: 'if (known) return asKnown(payment, await lookup(known))',
    replace: 'if (known) return payment.facts',
    tests: `${payments}/inbox/webhooks.db.test.ts`,
    quick: true,
  },
  {
    guard: 'a call without answer is repeated with its stored key',
    file: `${payments}/sale.ts`,
    find: 'idempotencyKey: payment.idempotencyKey',
    replace: 'idempotencyKey: crypto.randomUUID()',
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'a person has one open order for a course',
    file: migration,
    find: 'create unique index orders_open_key on orders (tenant_id, person_id, course_id)',
    replace: 'create unique index orders_open_key on orders (tenant_id, person_id, course_id, id)',
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'a surplus payment opens nothing and goes back',
    file: `${payments}/settle-payment.ts`,
    find: 'if (await hasOtherPaid(trx, tenantId, order.id, payment.id)) return { duplicate: true, unfulfillable: false }',
    replace: '',
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'a withdrawn course takes no money',
    file: `${payments}/settle-payment.ts`,
    find: "unfulfillable: offer?.state !== 'published'",
    replace: 'unfulfillable: false',
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'a refund ends the access it paid for',
    file: `${payments}/settle-access.ts`,
    find: 'else await endGrants(',
    replace: "else if (reason === '') await endGrants(",
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'what was booked is not booked again',
    file: `${payments}/books/queries.ts`,
    find: 'provider_ref: entry.providerRef,',
    replace: 'provider_ref: `${entry.providerRef}-${Math.random()}`,',
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'a later look never forgets a capture',
    file: `${payments}/facts.ts`,
    find: 'captures: mergeBy(a.captures, b.captures, laterCapture)',
    replace: 'captures: b.captures ?? {}',
    tests: `${payments}/facts.test.ts`,
  },
  {
    guard: 'the sweep looks at what is open, even when no event is listed',
    file: `${payments}/inbox/sweep-payments.ts`,
    find: '  await sweepOpen(platform)\n',
    replace: '',
    tests: `${payments}/inbox/webhooks.db.test.ts`,
  },
  {
    guard: 'row level security keeps tenants apart',
    file: foundation,
    find: 'create policy tenant on %s using (tenant_id = (select',
    replace: 'create policy tenant on %s using (true or tenant_id = (select',
    tests: 'packages/db/src/doors.db.test.ts',
  },
  {
    guard: "a person's own rows are nobody else's",
    file: foundation,
    find: 'create policy person on %s for select using (person_id = (select',
    replace: 'create policy person on %s for select using (true or person_id = (select',
    tests: 'packages/db/src/doors.db.test.ts',
  },
  {
    guard: 'a dispute is held while it is answered',
    file: `${disputes}/queries.ts`,
    find: ".where('d.id', '=', id).forUpdate('d').executeTakeFirst()",
    replace: ".where('d.id', '=', id).executeTakeFirst()",
    tests: `${disputes}/disputes.db.test.ts`,
  },
  {
    guard: 'an answer to a dispute is heard until its time is over',
    file: `${disputes}/dispute-view.ts`,
    find: 'if (dueAt !== null && Date.parse(dueAt) <= now.getTime()) return false',
    replace: '',
    tests: `${disputes}/disputes.db.test.ts`,
  },
  {
    guard: 'an answer to a dispute that is on its way is not given again',
    file: `${disputes}/dispute-view.ts`,
    find: "return evidence !== 'sending' && evidence !== 'submitted'",
    replace: 'return true',
    tests: `${disputes}/disputes.db.test.ts`,
  },
  {
    guard: 'in the evidence of a dispute, what others wrote stays in its line',
    file: `${disputes}/evidence/write-pack.ts`,
    find: "text.replace(/[\\p{Cc}\\p{Zl}\\p{Zp}]+/gu, ' ').trim()",
    replace: 'text',
    tests: `${disputes}/evidence/write-pack.test.ts`,
  },
  {
    guard: 'a dispute about money that has gone back opens nothing',
    file: `${payments}/payment.ts`,
    find: ' && (refundedMinor === 0 || refundedMinor < capturedMinor)',
    replace: '',
    tests: `${payments}/payment.test.ts`,
  },
  {
    guard: 'access that was taken back is not revived by the same click',
    file: `${access}/give-access.ts`,
    find: '{ revive: false }',
    replace: '{ revive: true }',
    tests: `${access}/sources.db.test.ts`,
  },
  {
    guard: 'access that was paid is taken back by nobody but a refund',
    file: `${access}/take-access.ts`,
    find: "if (grant.source !== 'admin') throw",
    replace: "if (grant.source === 'seat') throw",
    tests: `${access}/sources.db.test.ts`,
  },
  {
    guard: 'access ends when no other source carries it, and not before',
    file: `${access}/queries.ts`,
    find: ".where((eb) => eb.not(eb.exists(liveGrant(eb.selectFrom('grants'), { tenantId, personId, courseId }))))",
    replace: '',
    tests: `${access}/sources.db.test.ts`,
  },
  {
    guard: 'access of one person to one course is changed by one at a time',
    file: `${access}/queries.ts`,
    find: ".where('person_id', '=', personId)\n    .forUpdate()",
    replace: ".where('person_id', '=', personId)",
    tests: `${access}/sources.db.test.ts`,
  },
  {
    guard: 'a reconciliation does not bring up again what was explained',
    file: `${reconciliation}/queries.ts`,
    find: 'where not exists (select from explained)',
    replace: '',
    tests: `${reconciliation}/reconciliation.db.test.ts`,
  },
  {
    guard: 'the export of a reconciliation is for who may read the books',
    file: `${reconciliation}/routes.ts`,
    find: "if (!(await ctx.rights.inTenant(person.id, tenantId)).has('reconciliation.read')) throw new AppError('NOT_ALLOWED', {})",
    replace: '',
    tests: `${reconciliation}/ledger-export.db.test.ts`,
  },
  {
    guard: 'a cell for spreadsheets never becomes a formula',
    file: 'apps/server/src/csv.ts',
    find: "formula.test(value) ? `'${value}` : value",
    replace: 'value',
    tests: 'apps/server/src/csv.test.ts',
  },
  {
    guard: 'an event that is replayed is believed for names of our own only',
    file: `${payments}/events/replay-event.ts`,
    find: 'echoed && (await findRoute(db.open, echoed)) ? echoed : null',
    replace: 'echoed',
    tests: `${payments}/events/events.db.test.ts`,
  },
  {
    guard: 'the same click of a refund finds its first decision',
    file: `${payments}/refunds/decide-refund.ts`,
    find: 'const before = await findRefundByKey(trx, tenantId, input.requestKey)',
    replace: 'const before = await findRefundByKey(trx, tenantId, crypto.randomUUID())',
    tests: `${payments}/refunds/refunds.db.test.ts`,
  },
  {
    guard: 'a refund is no more than what is left',
    file: `${payments}/refunds/decide-refund.ts`,
    find: 'if (input.amountMinor > refundable) throw',
    replace: 'if (input.amountMinor < 0) throw',
    tests: `${payments}/refunds/refunds.db.test.ts`,
  },
  {
    guard: 'whoever proposed an approval does not confirm it',
    file: `${transfers}/desk/decide-transfer.ts`,
    find: 'if (receipt.proposedBy === person.id) {',
    replace: "if (receipt.proposedBy === '') {",
    tests: `${transfers}/desk/decisions.db.test.ts`,
  },
  {
    guard: 'a booking of a bank is known by its fingerprint',
    file: 'packages/db/migrations/202611241020-transfers.sql',
    find: 'create unique index statement_lines_fingerprint_key on statement_lines (tenant_id, account_id, fingerprint)',
    replace: 'create unique index statement_lines_fingerprint_key on statement_lines (tenant_id, account_id, fingerprint, id)',
    tests: `${transfers}/statements/statements.db.test.ts`,
  },
  {
    guard: 'money is taken only while its order is wanted and nobody else has paid it',
    file: `${payments}/attempts/capture-payment.ts`,
    find: "if (order.state !== 'open' || payment.state !== 'authorized' || paid || !objectId) return",
    replace: "if (payment.state !== 'authorized' || !objectId) return",
    tests: `${payments}/paypal.db.test.ts ${payments}/histories.db.test.ts`,
  },
  {
    guard: 'the other attempts of a paid order are closed',
    file: `${payments}/settle-payment.ts`,
    find: 'if (open && payment.capturedMinor === 0) await closeOthers(trx, ctx, tenantId, order, paymentId)',
    replace: '',
    tests: `${payments}/sync-payment.db.test.ts`,
  },
  {
    guard: 'a payment that was returned ends no access that another one bought',
    file: `${payments}/settle-payment.ts`,
    find: 'const carried = !open && (await hasOtherPaid(trx, tenantId, orderId, paymentId))',
    replace: 'const carried = !open && false',
    tests: `${payments}/traps.db.test.ts`,
  },
  {
    guard: 'money that a provider refuses to return is not asked for without end',
    file: `${payments}/settle-payment.ts`,
    find: "if (refunds.some((refund) => refund.reason === reason && refund.state === 'failed')) continue",
    replace: '',
    tests: `${payments}/traps.db.test.ts`,
  },
  {
    guard: 'a message is attached to no payment but the one that it names',
    file: `${payments}/inbox/store-events.ts`,
    find: '(echoed && known.has(echoed) ? echoed : null)',
    replace: 'echoed',
    tests: `${payments}/traps.db.test.ts`,
  },
  {
    guard: 'an event that cannot be stored takes none of its neighbours with it',
    file: `${payments}/inbox/event-store.ts`,
    find: '.catch(() => Promise.all(events.map(storeOne)))',
    replace: '',
    tests: `${payments}/inbox/event-store.db.test.ts`,
  },
  {
    guard: 'when too many events wait, the next is asked to come again',
    file: `${payments}/inbox/event-store.ts`,
    find: 'waiting >= mostWaiting',
    replace: 'waiting >= mostWaiting * 100',
    tests: `${payments}/inbox/event-store.db.test.ts`,
  },
]

/** A copy of the tree whose packages import each other inside the copy, and everything else from the original's store. */
function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edurise-controls-'))
  const skip = new Set(['node_modules', '.git', '.data', '.toolchain', '.turbo', 'dist', 'test-results'])
  cpSync(root, folder, {
    recursive: true,
    filter: (from) =>
      !relative(root, from)
        .split('/')
        .some((part) => skip.has(part)),
  })
  for (const place of ['.', ...packagesOf('apps'), ...packagesOf('packages'), 'e2e']) linkModules(folder, place)
  return folder
}

function packagesOf(group: string): string[] {
  return readdirSync(join(root, group)).map((name) => `${group}/${name}`)
}

function linkModules(folder: string, place: string): void {
  const from = join(root, place, 'node_modules')
  if (!existsSync(from)) return
  const to = join(folder, place, 'node_modules')
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (name !== '@edurise') symlinkSync(join(from, name), join(to, name))
    else for (const own of readdirSync(join(from, name))) linkOwn(folder, join(to, name), own)
  }
}

function linkOwn(folder: string, scope: string, name: string): void {
  const place = [`packages/${name}`, `apps/${name}`].find((path) => existsSync(join(root, path)))
  if (!place) return
  mkdirSync(scope, { recursive: true })
  symlinkSync(join(folder, place), join(scope, name))
}

const Report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
})

/** Titles of the tests that fail. A run that ends without having told of any test says nothing, and is an error. */
async function failingTests(folder: string, tests: string): Promise<string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile=${report}`, ...tests.split(' ')], {
    cwd: folder,
    env: { ...process.env, TEST_DATABASE_URL: '' },
    stdio: process.env['SHOW'] ? 'inherit' : 'ignore',
  })
  await once(child, 'close')
  const results = Report.parse(JSON.parse(readFileSync(report, 'utf8'))).testResults.flatMap(({ assertionResults }) => assertionResults)
  if (!results.length) throw new Error(`${tests}: no test was run`)
  return results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
}

function holdGuards(chosen: readonly Control[]): void {
  const missing = chosen.filter(({ file, find }) => readFileSync(join(root, file), 'utf8').split(find).length !== 2)
  if (missing.length) throw new Error(missing.map(({ guard, file }) => `${guard}: ${file} does not hold its guard exactly once`).join('\n'))
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } })
  const chosen = controls.filter(({ quick, guard }) => (values.only ? guard.includes(values.only) : !values.quick || quick))
  holdGuards(chosen)
  const folder = copyTree()
  const rows: { guard: string; 'fails without it': string; 'and others': number }[] = []
  try {
    for (const tests of new Set(chosen.map((control) => control.tests))) {
      const [red] = await failingTests(folder, tests)
      if (red !== undefined) throw new Error(`${tests}: red with every guard in place: ${red}`)
    }
    for (const { guard, file, find, replace, tests } of chosen) {
      const path = join(folder, file)
      const text = readFileSync(path, 'utf8')
      writeFileSync(
        path,
        text.replace(find, () => replace),
      )
      const failing = await failingTests(folder, tests)
      writeFileSync(path, text)
      rows.push({ guard, 'fails without it': failing[0] ?? '', 'and others': Math.max(0, failing.length - 1) })
      console.log(`${failing.length ? 'red  ' : 'GREEN'} without: ${guard}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const red = rows.filter((row) => row['fails without it'] !== '').length
  console.table(rows)
  if (process.env['BENCH_RESULTS']) writeFileSync(join(process.env['BENCH_RESULTS'], 'controls.json'), JSON.stringify(rows, null, 2))
  console.log(`${red} passed, ${rows.length - red} failed`)
  if (red !== rows.length) process.exitCode = 1
}

await main()
