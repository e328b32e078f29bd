import type { CourseId, DisputeId, InvoiceId, LessonId, OrderId, PaymentId, PersonId, TenantId, TransferId } from '@edurise/contracts'
import type { Db } from '@edurise/db'
import { sql, type RawBuilder } from 'kysely'

/** Whom and what to ask for, in the one tenant that has sold a lot. */
export interface Busy {
  tenantId: TenantId
  learner: PersonId
  teacher: PersonId
  /** Of the tenant, and of the platform. */
  admin: PersonId
  courseId: CourseId
  slug: string
  lessonId: LessonId
  orderId: OrderId
  number: number
  lineId: string
  paymentId: PaymentId
  invoiceId: InvoiceId
  disputeId: DisputeId
  transferId: TransferId
  mailId: string
}

const idIn = (name: RawBuilder<unknown>) => sql`overlay(overlay(md5(${name}) placing '8' from 13) placing '8' from 17)::uuid`
const one = (what: string) => idIn(sql`${what} || ' ' || n`)

/** One tenant sells N times, every second time its first course: learners, sessions, orders with all that follows from them, and reviews. */
export async function seedSales(owner: Db, count: number): Promise<Busy> {
  const { rows } = await sql<{ tenantId: TenantId; courseId: CourseId; slug: string; teacher: PersonId; lessonId: LessonId }>`
    select c.tenant_id as "tenantId", c.id as "courseId", c.slug, c.teacher_id as teacher,
      (select id from lessons l where l.tenant_id = c.tenant_id and l.course_id = c.id limit 1) as "lessonId"
    from courses c join tenants t on t.id = c.tenant_id where t.slug = 'scale-1' order by c.slug limit 1`.execute(owner.open)
  const [busy] = rows
  if (!busy) throw new Error('the generated tenants are missing')
  const { tenantId: tenant, courseId } = busy
  const sold = sql`(
    select n, ${one('buyer')} as person_id, ${one('order')} as order_id, ${one('line')} as line_id, ${one('payment')} as payment_id,
      case when n % 2 = 0 then ${courseId}::uuid else others.ids[n / 2 % cardinality(others.ids) + 1] end as course_id,
      case when n % 20 = 0 then 'open' when n % 33 = 0 then 'refunded' when n % 50 = 0 then 'expired' else 'paid' end as state,
      timestamptz '2026-10-20' - n * interval '17 minutes' as at
    from generate_series(1, ${count}::int) n, (select array_agg(id) as ids from courses where tenant_id = ${tenant}) others)`
  const captured = sql`case when state in ('paid', 'refunded') then
    jsonb_build_object('captures', jsonb_build_object('ch_' || n, jsonb_build_object('amountMinor', 4900, 'currency', 'USD', 'feeMinor', 172, 'at', at)))
    else '{}' end`
  const payment = sql`case state when 'open' then 'awaiting_payer' else state end`
  const run = (statement: RawBuilder<unknown>) => statement.execute(owner.open)
  await run(
    sql`insert into auth.users (id, name, email, email_verified) select person_id, 'Buyer ' || n, 'bench-buyer-' || n || '@example.org', true from ${sold} s`,
  )
  await run(
    sql`insert into auth.sessions (id, user_id, family_id, token_hash, expires_at) select ${one('session')}, person_id, ${one('session')}, 'bench ' || n, now() + interval '1 day' from ${sold} s`,
  )
  await run(sql`insert into memberships (tenant_id, person_id, role, created_at) select ${tenant}, person_id, 'student', at from ${sold} s`)
  await run(sql`
    insert into orders (tenant_id, id, person_id, buyer_name, buyer_email, course_id, state, subtotal_minor, total_minor, currency, offer_snapshot, locale, return_origin, created_at, paid_at)
    select ${tenant}, order_id, person_id, 'Buyer ' || n, 'bench-buyer-' || n || '@example.org', course_id, state, 4900 + n % 7, 4900 + n % 7, 'USD',
      '{"title":"A course","slug":"a-course","refundDays":14,"tenantName":"School","teacherName":"Theo"}', 'en', 'http://localhost', at, case when state in ('paid', 'refunded') then at end
    from ${sold} s`)
  await run(
    sql`insert into order_lines (tenant_id, id, order_id, kind, course_id, title, amount_minor) select ${tenant}, line_id, order_id, 'course', course_id, 'A course', 4900 from ${sold} s`,
  )
  await run(sql`
    insert into payments (tenant_id, id, order_id, person_id, provider, account, livemode, state, amount_minor, captured_minor, refunded_minor, currency, idempotency_key, facts, created_at, looked_at, paid_at)
    select ${tenant}, payment_id, order_id, person_id, 'stripe', 'platform', false, ${payment}, 4900 + n % 7, case when state in ('paid', 'refunded') then 4900 else 0 end, case state when 'refunded' then 4900 else 0 end,
      'USD', 'open:' || payment_id, jsonb_build_object('objectId', 'cs_' || n) || ${captured}, at, at, case when state in ('paid', 'refunded') then at end
    from ${sold} s`)
  await run(
    sql`insert into payment_routes (payment_id, tenant_id, order_id, provider) select payment_id, ${tenant}, order_id, 'stripe' from ${sold} s`,
  )
  await run(sql`
    insert into provider_objects (provider, account, object_id, tenant_id, order_id, payment_id)
    select 'stripe', 'platform', kind || n, ${tenant}, order_id, payment_id from ${sold} s, unnest(array['cs_', 'pi_', 'ch_']) kind`)
  await run(sql`
    insert into webhook_inbox (provider, account, event_id, type, body, payment_id, state, received_at)
    select 'stripe', 'platform', 'evt_' || n || kind, 'checkout.session.' || kind, '{}', payment_id, case when n % 500 = 0 then 'failed' else 'done' end, at from ${sold} s, unnest(array['created', 'completed']) kind`)
  await run(sql`
    insert into grants (tenant_id, id, person_id, course_id, source_kind, source_id, starts_at) select ${tenant}, ${one('grant')}, person_id, course_id, 'order_line', line_id, at from ${sold} s where state = 'paid' and n % 4999 <> 0`)
  await run(sql`
    insert into enrolments (tenant_id, id, person_id, course_id, state, lessons_done, last_active_at, created_at)
    select ${tenant}, ${one('enrolled')}, person_id, course_id, 'active', 1, at, at from ${sold} s where state = 'paid'`)
  await run(sql`
    insert into lesson_progress (tenant_id, enrolment_id, lesson_id, person_id, course_id, state, updated_at, completed_at)
    select ${tenant}, ${one('enrolled')}, (select id from lessons l where l.tenant_id = ${tenant} and l.course_id = s.course_id limit 1), person_id, course_id, 'completed', at, at from ${sold} s where state = 'paid'`)
  await run(sql`
    insert into invoices (tenant_id, id, series, number, order_id, payment_id, person_id, kind, total_minor, currency, snapshot, effect_key, issued_at)
    select ${tenant}, ${one('invoice')}, 'SCALE-2026', n, order_id, payment_id, person_id, 'invoice', 4900, 'USD', ${snapshot}::text::jsonb, 'invoice:' || n, at from ${sold} s where state in ('paid', 'refunded')`)
  await run(sql`
    insert into invoice_versions (tenant_id, invoice_id, version, person_id, actor_id, snapshot, created_at)
    select ${tenant}, ${one('invoice')}, 2, person_id, person_id, ${namingCompany}::text::jsonb, at from ${sold} s where state in ('paid', 'refunded')`)
  // Whoever is asked for has none: their cards would be the provider's to tell.
  await run(sql`
    insert into provider_customers (provider, account, person_id, customer_id, created_at)
    select provider, 'platform', person_id, 'cus_' || n, at from ${sold} s, unnest(array['stripe', 'paypal']) provider where n % 2 = 1`)
  await run(sql`
    insert into ledger_entries (tenant_id, transaction_id, id, payment_id, account, amount_minor, currency, kind, provider_ref, created_at)
    select ${tenant}, ${one('booking')}, ${idIn(sql`account || n`)}, payment_id, account, case account when 'sales' then -4900 else 4900 end, 'USD', 'capture', 'ch_' || n, at
    from ${sold} s, unnest(array['provider_balance', 'sales']) account where state in ('paid', 'refunded')`)
  await run(sql`
    insert into mails (tenant_id, id, effect_key, kind, person_id, order_id, to_email, locale, data, state, created_at, sent_at)
    select ${tenant}, ${one('mail')}, 'mail:' || n, 'receipt', person_id, order_id, 'bench-buyer-' || n || '@example.org', 'en', ${receipt}::text::jsonb,
      case when n % 701 = 0 then 'failed' when n % 907 = 0 then 'queued' else 'sent' end, at, case when n % 701 <> 0 and n % 907 <> 0 then at end from ${sold} s where state in ('paid', 'refunded')`)
  await run(sql`
    insert into audit_log (tenant_id, id, action, object, hash, at) select ${tenant}, ${one('entry')}, 'order.checked_again', 'order:' || order_id, md5(n::text), at from ${sold} s`)
  await run(sql`
    insert into reviews (tenant_id, id, course_id, person_id, author_name, rating, text, created_at)
    select ${tenant}, ${one('review')}, course_id, person_id, 'Buyer ' || n, n % 5 + 1, 'Good.', at from ${sold} s where state = 'paid'`)
  await run(sql`
    insert into disputes (tenant_id, id, payment_id, order_id, person_id, provider, provider_ref, status, reason, amount_minor, currency, opened_at, due_at, closed_at)
    select ${tenant}, ${one('dispute')}, payment_id, order_id, person_id, 'stripe', 'dp_' || n, case when n % 400 = 0 then 'needs_response' else 'won' end, 'fraudulent',
      4900, 'USD', at, at + interval '7 days', case when n % 400 <> 0 then at + interval '9 days' end from ${sold} s where state = 'paid' and n % 2 = 1 or n % 400 = 0`)
  await run(sql`
    insert into refund_requests (tenant_id, id, payment_id, order_id, person_id, amount_minor, reason, state, idempotency_key, asked_by, created_at)
    select ${tenant}, ${one('refund')}, payment_id, order_id, person_id, 900, 'asked', case when n % 501 = 0 then 'asked' when n % 999 = 0 then 'failed' else 'declined' end,
      'refund:' || n, person_id, at from ${sold} s where state = 'paid'`)
  await run(sql`
    insert into access_log (tenant_id, person_id, course_id, lesson_id, day, first_at, last_at)
    select ${tenant}, person_id, course_id, (select id from lessons l where l.tenant_id = ${tenant} and l.course_id = s.course_id limit 1), at::date, at, at
    from ${sold} s where state = 'paid'`)
  await run(sql`
    insert into provider_movements (provider, account, ref, kind, amount_minor, fee_minor, currency, tenant_id, payment_id, at)
    select 'stripe', 'platform', 'ch_' || n, 'capture', 4900, 172, 'USD', ${tenant}, payment_id, at from ${sold} s where state in ('paid', 'refunded')`)
  await run(sql`
    insert into reconciliation_runs (id, provider, account, from_at, to_at, state, started_at, done_at) select ${one('run')}, 'stripe', 'platform', at, at, 'done', at, at from ${sold} s`)
  await run(sql`
    insert into reconciliation_findings (id, run_id, tenant_id, payment_id, order_id, provider, account, provider_ref, list, what, state, found_at)
    select ${one('finding')}, ${one('run')}, ${tenant}, payment_id, order_id, 'stripe', 'platform', 'ch_' || n,
      (array['missing_here', 'missing_there', 'differs'])[n % 3 + 1], 'books', case when n % 100 = 0 then 'open' else 'healed' end, at from ${sold} s`)

  const account = idIn(sql`'account'`)
  await run(sql`
    insert into bank_accounts (tenant_id, id, currency, holder, bank_name, account_number, created_at) values (${tenant}, ${account}, 'USD', 'School', 'Bank', '42', now())`)
  await run(sql`
    insert into transfers (tenant_id, id, payment_id, order_id, person_id, account_id, reference, amount_minor, currency, account, state, deadline_at, created_at, updated_at)
    select ${tenant}, ${one('transfer')}, payment_id, order_id, person_id, ${account}, 'RF' || lpad(n::text, 14, '0'), 4900, 'USD', '{"holder":"School","bankName":"Bank","iban":"","accountNumber":"42","bic":"","note":{}}',
      case when state = 'paid' then 'settled' when n % 40 = 0 then 'proof_sent' when state = 'open' then 'waiting' else 'expired' end, at + interval '7 days', at, at from ${sold} s`)
  await run(sql`
    insert into transfer_proofs (tenant_id, id, transfer_id, person_id, key, name, mime, bytes, sha256, created_at)
    select ${tenant}, ${one('proof')}, ${one('transfer')}, person_id, ${tenant} || '/' || ${one('proof')}, 'receipt.webp', 'image/webp', 1, md5(n::text), at from ${sold} s`)
  await run(sql`
    insert into bank_statements (tenant_id, id, account_id, format, file_name, currency, imported_by, imported_at)
    select ${tenant}, ${one('statement')}, ${account}, 'csv', 'statement.csv', 'USD', person_id, at from ${sold} s where n % 20 = 1`)
  await run(sql`
    insert into statement_lines (tenant_id, id, statement_id, account_id, booked_on, amount_minor, currency, counterparty, fingerprint, state)
    select ${tenant}, ${one('booked')}, ${idIn(sql`'statement ' || (n - (n - 1) % 20)`)}, ${account}, at::date, 4900, 'USD', 'Buyer ' || n, md5(n::text),
      case when state = 'paid' then 'matched' when n % 3 = 0 then 'ignored' else 'open' end from ${sold} s`)
  await run(sql`
    insert into transfer_receipts (tenant_id, id, transfer_id, line_id, amount_minor, currency, state, proposed_by, request_key, created_at, received_at)
    select ${tenant}, ${one('receipt')}, ${one('transfer')}, ${one('booked')}, 4900, 'USD', 'received', person_id, ${one('receipt')}, at, at from ${sold} s where state = 'paid'`)
  await run(sql`
    insert into transfer_returns (tenant_id, id, transfer_id, idempotency_key, amount_minor, currency, of, state, created_at, done_at)
    select ${tenant}, ${one('return')}, ${one('transfer')}, 'return ' || n, 100, 'USD', 'surplus', case when n % 100 = 1 then 'pending' else 'sent' end, at, at from ${sold} s where state = 'paid'`)

  const admin = sql`${idIn(sql`'admin'`)}`
  await run(
    sql`insert into auth.users (id, name, email) values (${admin}, 'Admin', 'bench-admin@example.org'), (${busy.teacher}, 'Teacher', 'bench-teacher@example.org') on conflict do nothing`,
  )
  await run(
    sql`insert into memberships (tenant_id, person_id, role) values (${tenant}, ${admin}, 'admin'), (${tenant}, ${busy.teacher}, 'teacher') on conflict (tenant_id, person_id) do update set role = excluded.role`,
  )
  await run(sql`insert into platform_admins (person_id) values (${admin})`)
  await sql`vacuum (analyze)`.execute(owner.open)
  const { rows: asked } = await sql<
    Pick<Busy, 'learner' | 'admin' | 'orderId' | 'number' | 'lineId' | 'paymentId' | 'invoiceId' | 'disputeId' | 'transferId' | 'mailId'>
  >`
    select o.person_id as learner, (select person_id from platform_admins limit 1) as admin, o.id as "orderId", o.number, i.payment_id as "paymentId", i.id as "invoiceId",
      (select id from disputes where tenant_id = o.tenant_id and closed_at is null order by due_at limit 1) as "disputeId",
      (select id from transfers where tenant_id = o.tenant_id and order_id = o.id limit 1) as "transferId",
      (select id from order_lines where tenant_id = o.tenant_id and order_id = o.id limit 1) as "lineId",
      (select id from mails where tenant_id = o.tenant_id and order_id = o.id limit 1) as "mailId"
    from orders o join invoices i on i.tenant_id = o.tenant_id and i.order_id = o.id
    where o.tenant_id = ${tenant} and o.course_id = ${courseId} and o.state = 'paid' order by o.created_at offset 50 limit 1`.execute(
    owner.open,
  )
  const [known] = asked
  if (!known) throw new Error('nothing was sold')
  return { ...busy, ...known }
}

const paper = {
  seller: { name: 'School', names: {} },
  buyer: { name: 'Buyer', email: 'buyer@example.org' },
  orderNumber: '1',
  lines: [{ title: 'A course', quantity: 1, amountMinor: 4900 }],
  subtotalMinor: 4900,
  discountMinor: 0,
  taxMinor: 0,
  provider: 'stripe',
  paidAt: '2026-01-01T00:00:00.000Z',
  locale: 'en',
}
const snapshot = JSON.stringify(paper)
const namingCompany = JSON.stringify({
  ...paper,
  buyer: { ...paper.buyer, company: { name: 'Company', lines: ['1 Street'], country: 'SO', vatId: '', reference: '' } },
})
const receipt = JSON.stringify({
  name: 'Buyer',
  tenantName: 'School',
  courseTitle: 'A course',
  url: 'http://localhost/orders',
  orderNumber: '1',
  amountMinor: 4900,
  currency: 'USD',
})
