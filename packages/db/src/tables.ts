// Written by `pnpm --filter @edurise/db tables` from the migrated schema: change a migration, not this file.
import type { CourseId, DisputeId, EnrolmentId, FileId, FindingId, GrantId, InvoiceId, LessonId, ModuleId, OrderId, PaymentId, PersonId, RefundId, TenantId, TransferId } from '@edurise/contracts/ids'
import type { ColumnType, GeneratedAlways, InsertType, SelectType, UpdateType } from 'kysely'
import type { JsonColumns } from './json-columns.ts'
import type { Json } from './json.ts'

type Generated<T> = ColumnType<SelectType<T>, InsertType<T> | undefined, UpdateType<T>>
type Timestamp = ColumnType<string, string | Date, string | Date>

export interface AccessLog {
  tenant_id: TenantId
  person_id: PersonId
  course_id: CourseId
  lesson_id: LessonId
  day: string
  first_at: Timestamp
  last_at: Timestamp
  ip: Generated<string>
  user_agent: Generated<string>
}

export interface AuditLog {
  tenant_id: TenantId
  id: string
  actor_id: PersonId | null
  acting_as: PersonId | null
  action: string
  object: string
  before: Json<JsonColumns['audit_log.before']> | null
  after: Json<JsonColumns['audit_log.after']> | null
  previous_hash: string | null
  hash: string
  at: Timestamp
}

export interface BankAccounts {
  tenant_id: TenantId
  id: string
  currency: string
  holder: string
  bank_name: string
  iban: Generated<string>
  account_number: Generated<string>
  bic: Generated<string>
  note: Generated<Json<JsonColumns['bank_accounts.note']>>
  deadline_days: Generated<number>
  two_person_above_minor: number | null
  active: Generated<boolean>
  created_at: Timestamp
}

export interface BankStatements {
  tenant_id: TenantId
  id: string
  account_id: string
  format: 'csv' | 'camt053' | 'mt940'
  file_name: string
  from_on: string | null
  to_on: string | null
  opening_minor: number | null
  closing_minor: number | null
  currency: string
  imported_by: PersonId
  imported_at: Timestamp
  undone_at: Timestamp | null
}

export interface CourseListings {
  course_id: CourseId
  tenant_id: TenantId
  listed: boolean
  slug: string
  title: string
  promise: string
  language: 'en' | 'ar' | 'so'
  subject: 'code' | 'data' | 'design' | 'business' | 'language' | 'health' | 'farm' | 'food' | 'build' | 'teach'
  level: 'beginner' | 'intermediate' | 'advanced'
  price_minor: number
  currency: string
  minutes: number
  lesson_count: number
  outline: Json<JsonColumns['course_listings.outline']>
  cover: Json<JsonColumns['course_listings.cover']>
  teacher_name: string
  tenant_slug: string
  tenant_name: string
  rating_sum: Generated<number>
  rating_count: Generated<number>
  learners: Generated<number>
  finishers: Generated<number>
  finish_percent: Generated<number>
  featured: Generated<boolean>
  published_at: Timestamp
  words: string
  text: string
  shape: Generated<Json<JsonColumns['course_listings.shape']>>
}

export interface CourseRoutes {
  slug: string
  course_id: CourseId
  tenant_id: TenantId
}

export interface Courses {
  tenant_id: TenantId
  id: CourseId
  slug: string
  title: string
  promise: Generated<string>
  description: Generated<string>
  description_html: Generated<string>
  language: 'en' | 'ar' | 'so'
  subject: 'code' | 'data' | 'design' | 'business' | 'language' | 'health' | 'farm' | 'food' | 'build' | 'teach'
  level: Generated<'beginner' | 'intermediate' | 'advanced'>
  outcomes: Generated<Json<JsonColumns['courses.outcomes']>>
  faq: Generated<Json<JsonColumns['courses.faq']>>
  cover: Generated<Json<JsonColumns['courses.cover']>>
  state: Generated<'draft' | 'in_review' | 'published' | 'archived'>
  price_minor: Generated<number>
  currency: Generated<string>
  refund_days: Generated<number>
  teacher_id: PersonId
  teacher_name: string
  teacher_bio: Generated<string>
  featured: Generated<boolean>
  version: Generated<number>
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  published_at: Timestamp | null
}

export interface Disputes {
  tenant_id: TenantId
  id: DisputeId
  payment_id: PaymentId
  order_id: OrderId
  person_id: PersonId
  provider: string
  provider_ref: string
  status: 'warning' | 'needs_response' | 'under_review' | 'won' | 'lost' | 'partial' | 'withdrawn' | 'prevented'
  reason: Generated<string>
  amount_minor: number
  fee_minor: Generated<number>
  lost_minor: Generated<number>
  currency: string
  opened_at: Timestamp
  due_at: Timestamp | null
  closed_at: Timestamp | null
  evidence_state: Generated<'none' | 'draft' | 'sending' | 'submitted' | 'failed'>
  evidence: Json<JsonColumns['disputes.evidence']> | null
  evidence_key: string | null
  submitted_by: PersonId | null
  submitted_at: Timestamp | null
  inquiry_answered_at: Timestamp | null
}

export interface Effects {
  tenant_id: TenantId
  key: string
  kind: string
  done_at: Generated<Timestamp>
}

export interface Enrolments {
  tenant_id: TenantId
  id: EnrolmentId
  person_id: PersonId
  course_id: CourseId
  state: Generated<'active' | 'completed' | 'ended'>
  lessons_done: Generated<number>
  last_lesson_id: LessonId | null
  last_active_at: Timestamp
  created_at: Timestamp
  completed_at: Timestamp | null
}

export interface Everybody {
  id: PersonId
  name: string
  email: string
  locale: 'en' | 'ar' | 'so'
}

export interface Files {
  tenant_id: TenantId
  id: FileId
  kind: 'image' | 'video' | 'captions'
  name: string
  mime: string
  bytes: number
  key: string
  created_by: PersonId | null
  created_at: Generated<Timestamp>
}

export interface Grants {
  tenant_id: TenantId
  id: GrantId
  person_id: PersonId
  course_id: CourseId
  source_kind: 'order_line' | 'seat' | 'subscription' | 'coupon' | 'admin'
  source_id: string
  starts_at: Timestamp
  ended_at: Timestamp | null
  ended_reason: string | null
  reason: Generated<string>
  actor_id: PersonId | null
  ended_by: PersonId | null
}

export interface InvoiceDocuments {
  tenant_id: TenantId
  invoice_id: InvoiceId
  version: number
  sha256: string
  bytes: number
  file_id: string
  created_at: Timestamp
}

export interface InvoiceSeries {
  tenant_id: TenantId
  series: string
  last_number: number
}

export interface InvoiceVersions {
  tenant_id: TenantId
  invoice_id: InvoiceId
  version: number
  person_id: PersonId
  actor_id: PersonId
  snapshot: Json<JsonColumns['invoice_versions.snapshot']>
  created_at: Timestamp
}

export interface Invoices {
  tenant_id: TenantId
  id: InvoiceId
  series: string
  number: number
  order_id: OrderId
  payment_id: PaymentId
  person_id: PersonId
  kind: 'invoice' | 'credit_note'
  corrects_id: InvoiceId | null
  total_minor: number
  currency: string
  snapshot: Json<JsonColumns['invoices.snapshot']>
  effect_key: string
  issued_at: Timestamp
}

export interface LedgerEntries {
  tenant_id: TenantId
  transaction_id: string
  id: string
  payment_id: PaymentId
  account: 'provider_balance' | 'provider_fees' | 'sales' | 'refunds' | 'suspense' | 'disputed_funds' | 'chargebacks'
  amount_minor: number
  currency: string
  kind: 'capture' | 'fee' | 'refund' | 'refund_reversal' | 'dispute_withdrawn' | 'dispute_reinstated' | 'dispute_fee' | 'chargeback' | 'mismatch' | 'receipt' | 'receipt_withdrawn' | 'surplus_returned' | 'capture_undone'
  provider_ref: string
  created_at: Timestamp
}

export interface LessonProgress {
  tenant_id: TenantId
  enrolment_id: EnrolmentId
  lesson_id: LessonId
  person_id: PersonId
  course_id: CourseId
  state: Generated<'started' | 'completed'>
  watched: Generated<string>
  position: Generated<number>
  score: number | null
  updated_at: Timestamp
  completed_at: Timestamp | null
}

export interface Lessons {
  tenant_id: TenantId
  id: LessonId
  course_id: CourseId
  module_id: ModuleId
  title: string
  kind: 'text' | 'video' | 'quiz'
  position: number
  minutes: Generated<number>
  is_preview: Generated<boolean>
  body: Generated<string>
  body_html: Generated<string>
  video: Json<JsonColumns['lessons.video']> | null
  quiz: Json<JsonColumns['lessons.quiz']> | null
  pass_percent: Generated<number>
  watch_percent: Generated<number>
  version: Generated<number>
  removed_at: Timestamp | null
  updated_at: Generated<Timestamp>
}

export interface Mails {
  tenant_id: TenantId
  id: string
  effect_key: string
  kind: string
  person_id: PersonId | null
  order_id: OrderId | null
  to_email: string
  locale: 'en' | 'ar' | 'so'
  data: Generated<Json<JsonColumns['mails.data']>>
  state: Generated<'queued' | 'sent' | 'failed'>
  created_at: Timestamp
  sent_at: Timestamp | null
  paper_key: string | null
  attached: string | null
  attempts: Generated<number>
  last_error: string | null
  last_attempt_at: Timestamp | null
  sent_again_at: Timestamp | null
  to_key: string | null
}

export interface Memberships {
  tenant_id: TenantId
  person_id: PersonId
  role: 'student' | 'teacher' | 'admin'
  created_at: Generated<Timestamp>
}

export interface Modules {
  tenant_id: TenantId
  id: ModuleId
  course_id: CourseId
  title: string
  position: number
  removed_at: Timestamp | null
}

export interface OrderLines {
  tenant_id: TenantId
  id: string
  order_id: OrderId
  kind: 'course' | 'seat' | 'plan'
  course_id: CourseId | null
  title: string
  quantity: Generated<number>
  amount_minor: number
}

export interface Orders {
  tenant_id: TenantId
  id: OrderId
  number: GeneratedAlways<number>
  person_id: PersonId
  buyer_name: string
  buyer_email: string
  course_id: CourseId
  state: Generated<'open' | 'paid' | 'expired' | 'superseded' | 'refunded'>
  subtotal_minor: number
  discount_minor: Generated<number>
  tax_minor: Generated<number>
  total_minor: number
  currency: string
  offer_snapshot: Json<JsonColumns['orders.offer_snapshot']>
  locale: 'en' | 'ar' | 'so'
  return_origin: string
  created_at: Timestamp
  paid_at: Timestamp | null
}

export interface PaymentMethods {
  tenant_id: TenantId
  provider: 'stripe' | 'paypal' | 'bank_transfer'
  currency: string
  enabled: boolean
}

export interface PaymentRoutes {
  payment_id: PaymentId
  tenant_id: TenantId
  order_id: OrderId
  provider: string
}

export interface Payments {
  tenant_id: TenantId
  id: PaymentId
  order_id: OrderId
  person_id: PersonId
  provider: 'stripe' | 'paypal' | 'bank_transfer'
  account: string
  livemode: boolean
  state: Generated<'created' | 'unknown' | 'awaiting_payer' | 'attempt_failed' | 'expired' | 'processing' | 'authorized' | 'paid' | 'partially_refunded' | 'refund_pending' | 'refunded' | 'disputed' | 'charged_back' | 'mismatch'>
  amount_minor: number
  currency: string
  captured_minor: Generated<number>
  refunded_minor: Generated<number>
  duplicate: Generated<boolean>
  unfulfillable: Generated<boolean>
  idempotency_key: string
  facts: Generated<Json<JsonColumns['payments.facts']>>
  checkout_url: string | null
  looked_at: Timestamp | null
  created_at: Timestamp
  paid_at: Timestamp | null
  reopened: Generated<boolean>
}

export interface People {
  id: PersonId
  name: string
  email: string
  locale: 'en' | 'ar' | 'so'
  email_verified: boolean
  created_at: Timestamp
}

export interface PlatformAdmins {
  person_id: PersonId
  created_at: Generated<Timestamp>
}

export interface ProviderCursors {
  provider: string
  account: string
  read_until: Timestamp
}

export interface ProviderCustomers {
  provider: string
  account: string
  person_id: PersonId
  customer_id: string
  created_at: Timestamp
}

export interface ProviderMovements {
  provider: string
  account: string
  ref: string
  kind: 'capture' | 'refund' | 'refund_reversal' | 'dispute_withdrawn' | 'dispute_reinstated' | 'fee' | 'payout' | 'other'
  amount_minor: number
  fee_minor: number
  currency: string
  tenant_id: TenantId | null
  payment_id: PaymentId | null
  at: Timestamp
}

export interface ProviderObjects {
  provider: string
  account: string
  object_id: string
  tenant_id: TenantId
  order_id: OrderId
  payment_id: PaymentId
}

export interface QuizAttempts {
  tenant_id: TenantId
  id: string
  enrolment_id: EnrolmentId
  lesson_id: LessonId
  person_id: PersonId
  attempt_key: string
  answers: Json<JsonColumns['quiz_attempts.answers']>
  points: number
  max_points: number
  percent: number
  passed: boolean
  created_at: Timestamp
}

export interface ReconciliationFindings {
  id: FindingId
  run_id: string
  tenant_id: TenantId | null
  payment_id: PaymentId | null
  order_id: OrderId | null
  provider: string
  account: string
  provider_ref: string
  list: 'missing_here' | 'missing_there' | 'differs'
  what: string
  ours_minor: number | null
  theirs_minor: number | null
  currency: string | null
  state: Generated<'open' | 'healed' | 'explained'>
  note: Generated<string>
  handled_by: PersonId | null
  found_at: Timestamp
  handled_at: Timestamp | null
}

export interface ReconciliationRuns {
  id: string
  provider: string
  account: string
  from_at: Timestamp
  to_at: Timestamp
  state: Generated<'running' | 'done' | 'failed'>
  started_by: PersonId | null
  checked: Generated<number>
  found: Generated<number>
  healed: Generated<number>
  started_at: Timestamp
  done_at: Timestamp | null
  failure: string | null
}

export interface RefundRequests {
  tenant_id: TenantId
  id: RefundId
  payment_id: PaymentId
  amount_minor: number
  reason: 'duplicate' | 'unfulfillable' | 'mismatch' | 'surplus' | 'asked' | 'decided'
  idempotency_key: string
  provider_ref: string | null
  created_at: Timestamp
  order_id: OrderId
  person_id: PersonId
  state: Generated<'asked' | 'withdrawn' | 'declined' | 'requested' | 'pending' | 'succeeded' | 'failed'>
  lines: Generated<Json<JsonColumns['refund_requests.lines']>>
  note: Generated<string>
  answer: Generated<string>
  asked_by: PersonId | null
  decided_by: PersonId | null
  decided_at: Timestamp | null
  request_key: string | null
  failure: string | null
  settled_at: Timestamp | null
}

export interface Reviews {
  tenant_id: TenantId
  id: string
  course_id: CourseId
  person_id: PersonId | null
  author_name: string
  rating: number
  text: string
  state: Generated<'pending' | 'published' | 'hidden'>
  created_at: Generated<Timestamp>
}

export interface StatementLines {
  tenant_id: TenantId
  id: string
  statement_id: string
  account_id: string
  booked_on: string
  amount_minor: number
  currency: string
  counterparty: Generated<string>
  remittance: Generated<string>
  bank_ref: Generated<string>
  fingerprint: string
  state: Generated<'open' | 'matched' | 'ignored' | 'removed'>
}

export interface Tenants {
  id: TenantId
  slug: string
  name: string
  names: Generated<Json<JsonColumns['tenants.names']>>
  tagline: Generated<Json<JsonColumns['tenants.tagline']>>
  about: Generated<Json<JsonColumns['tenants.about']>>
  language: Generated<'en' | 'ar' | 'so'>
  brand: Generated<Json<JsonColumns['tenants.brand']>>
  state: Generated<'active' | 'closed'>
  created_at: Generated<Timestamp>
  company: Generated<Json<JsonColumns['tenants.company']>>
}

export interface TransferProofs {
  tenant_id: TenantId
  id: string
  transfer_id: TransferId
  person_id: PersonId
  key: string
  name: string
  mime: string
  bytes: number
  sha256: string
  created_at: Timestamp
}

export interface TransferReceipts {
  tenant_id: TenantId
  id: string
  transfer_id: TransferId
  line_id: string | null
  amount_minor: number
  currency: string
  state: 'proposed' | 'received' | 'withdrawn'
  proposed_by: PersonId
  approved_by: PersonId | null
  withdrawn_by: PersonId | null
  reason: Generated<string>
  request_key: string
  created_at: Timestamp
  received_at: Timestamp | null
  withdrawn_at: Timestamp | null
}

export interface TransferReturns {
  tenant_id: TenantId
  id: string
  transfer_id: TransferId
  idempotency_key: string
  amount_minor: number
  currency: string
  of: 'sale' | 'surplus' | 'undo'
  state: Generated<'pending' | 'sent' | 'failed'>
  bank_ref: Generated<string>
  done_by: PersonId | null
  created_at: Timestamp
  done_at: Timestamp | null
}

export interface Transfers {
  tenant_id: TenantId
  id: TransferId
  payment_id: PaymentId
  order_id: OrderId
  person_id: PersonId
  account_id: string
  reference: string
  amount_minor: number
  currency: string
  account: Json<JsonColumns['transfers.account']>
  state: Generated<'waiting' | 'proof_sent' | 'asked' | 'second_wanted' | 'part_paid' | 'settled' | 'refused' | 'expired'>
  deadline_at: Timestamp
  reminded_at: Timestamp | null
  proof_at: Timestamp | null
  message: Generated<string>
  created_at: Timestamp
  updated_at: Timestamp
}

export interface WebhookInbox {
  provider: string
  account: string
  event_id: string
  type: string
  api_version: string | null
  body: Buffer
  object_ids: Generated<string[]>
  payment_id: PaymentId | null
  state: Generated<'stored' | 'done' | 'ignored' | 'failed'>
  received_at: Timestamp
  done_at: Timestamp | null
  trust: Generated<'signature' | 'provider' | 'list'>
  replayed_at: Timestamp | null
}

export interface Tables {
  access_log: AccessLog
  audit_log: AuditLog
  bank_accounts: BankAccounts
  bank_statements: BankStatements
  course_listings: CourseListings
  course_routes: CourseRoutes
  courses: Courses
  disputes: Disputes
  effects: Effects
  enrolments: Enrolments
  everybody: Everybody
  files: Files
  grants: Grants
  invoice_documents: InvoiceDocuments
  invoice_series: InvoiceSeries
  invoice_versions: InvoiceVersions
  invoices: Invoices
  ledger_entries: LedgerEntries
  lesson_progress: LessonProgress
  lessons: Lessons
  mails: Mails
  memberships: Memberships
  modules: Modules
  order_lines: OrderLines
  orders: Orders
  payment_methods: PaymentMethods
  payment_routes: PaymentRoutes
  payments: Payments
  people: People
  platform_admins: PlatformAdmins
  provider_cursors: ProviderCursors
  provider_customers: ProviderCustomers
  provider_movements: ProviderMovements
  provider_objects: ProviderObjects
  quiz_attempts: QuizAttempts
  reconciliation_findings: ReconciliationFindings
  reconciliation_runs: ReconciliationRuns
  refund_requests: RefundRequests
  reviews: Reviews
  statement_lines: StatementLines
  tenants: Tenants
  transfer_proofs: TransferProofs
  transfer_receipts: TransferReceipts
  transfer_returns: TransferReturns
  transfers: Transfers
  webhook_inbox: WebhookInbox
}
