import type {
  AuthoredQuiz,
  Brand,
  Company,
  FileId,
  InvoiceSnapshot,
  Language,
  LessonId,
  LessonKind,
  ModuleId,
  Texts,
} from '@edurise/contracts'

/** Facts about a payment as its provider reported them; merged commutatively (payments feature), in the order of decisions.md. */
export interface PaymentFacts {
  objectId?: string
  /** A second id under which the provider speaks of the same payment. */
  intentId?: string
  checkoutUrl?: string
  orderEcho?: string
  paymentEcho?: string
  /** The buyer's own object at the provider, which keeps their cards. */
  customerId?: string
  account?: string
  livemode?: boolean
  currency?: string
  amountMinor?: number
  /** The call that should have made the provider's object got no answer. */
  noAnswer?: boolean
  /** We ended this attempt ourselves: whatever was approved is not taken any more. */
  closed?: boolean
  processing?: boolean
  authorized?: boolean
  ended?: boolean
  failure?: string
  captures?: Record<string, { amountMinor: number; currency: string; feeMinor: number; at: string }>
  /** `surplus` returns what came beyond the price; `undo` takes back a match of ours that was wrong: no money moved. */
  refunds?: Record<string, { status: 'pending' | 'succeeded' | 'failed'; amountMinor: number; at: string; of?: 'surplus' | 'undo' }>
  /** Bank transfers: credits of our account that were matched to this payment. They may be less or more than the price. */
  receipts?: Record<string, { status: 'received' | 'withdrawn'; amountMinor: number; currency: string; at: string }>
  disputes?: Record<
    string,
    {
      status: 'warning' | 'needs_response' | 'under_review' | 'won' | 'lost' | 'withdrawn' | 'prevented'
      amountMinor: number
      feeMinor: number
      withdrawnMinor: number
      reinstatedMinor: number
      /** Of the fee, what came back with the money. */
      feeReturnedMinor?: number
      at: string
      /** The provider's word for why the payer disputes. */
      reason?: string
      /** Until when evidence is heard. */
      dueAt?: string
      /** Evidence of ours has reached the provider; while an answer is wanted, none has. */
      answered?: boolean
    }
  >
  observedAt?: string
}

/** What was offered when the order was made: the price that every payment is held against. */
export interface OfferSnapshot {
  title: string
  slug: string
  refundDays: number
  tenantName: string
  teacherName: string
}

/** The curriculum as everybody may see it, kept with the listing so that lists need no join. */
export interface ListedModule {
  id: ModuleId
  title: string
  lessons: { id: LessonId; title: string; kind: LessonKind; minutes: number; preview: boolean }[]
}

export interface StoredCover {
  seed?: string
  fileId?: FileId
}

export interface StoredVideo {
  fileId: FileId | null
  durationSeconds: number | null
  captions: { language: Language; fileId: FileId }[]
  posterFileId?: FileId
}

export interface StoredBrand {
  hue?: Brand['hue']
  chroma?: Brand['chroma']
  logoFileId?: FileId
}

/** Where a transfer has to go, as the payer was told. */
export interface StoredBankAccount {
  holder: string
  bankName: string
  iban: string
  accountNumber: string
  bic: string
  note: Texts
}

/** What we say to a dispute: made from what we know, changed by staff, kept as it was sent. */
export interface StoredEvidence {
  productDescription: string
  serviceDate: string
  accessLog: string
  refundPolicy: string
  correspondence: string
}

/** What each jsonb column holds. A column that is missing here does not compile in tables.ts. */
export interface JsonColumns {
  'audit_log.after': unknown
  'audit_log.before': unknown
  'bank_accounts.note': Texts
  'course_listings.cover': StoredCover
  'course_listings.outline': ListedModule[]
  'course_listings.shape': { m: number; k: LessonKind; s: number }[]
  'courses.cover': StoredCover
  'courses.faq': { question: string; answer: string }[]
  'courses.outcomes': string[]
  'disputes.evidence': StoredEvidence
  'invoice_versions.snapshot': InvoiceSnapshot
  'invoices.snapshot': InvoiceSnapshot
  'lessons.quiz': AuthoredQuiz
  'lessons.video': StoredVideo
  'mails.data': Record<string, string | number>
  'orders.offer_snapshot': OfferSnapshot
  'payments.facts': PaymentFacts
  'quiz_attempts.answers': Record<string, string[]>
  'refund_requests.lines': { lineId: string; amountMinor: number }[]
  'tenants.about': Texts
  'tenants.brand': StoredBrand
  'tenants.company': Partial<Company>
  'tenants.names': Texts
  'tenants.tagline': Texts
  'transfers.account': StoredBankAccount
}
