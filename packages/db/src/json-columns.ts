import type { AuthoredQuiz, Brand, FileId, InvoiceSnapshot, Language, LessonId, LessonKind, ModuleId, Texts } from '@edurise/contracts'

/** Facts about a payment as its provider reported them; merged commutatively (payments feature), in the order of decisions.md. */
export interface PaymentFacts {
  objectId?: string
  /** A second id under which the provider speaks of the same payment. */
  intentId?: string
  checkoutUrl?: string
  orderEcho?: string
  paymentEcho?: string
  account?: string
  livemode?: boolean
  currency?: string
  amountMinor?: number
  /** The call that should have made the provider's object got no answer. */
  noAnswer?: boolean
  processing?: boolean
  authorized?: boolean
  ended?: boolean
  failure?: string
  captures?: Record<string, { amountMinor: number; currency: string; feeMinor: number; at: string }>
  refunds?: Record<string, { status: 'pending' | 'succeeded' | 'failed'; amountMinor: number; at: string }>
  disputes?: Record<
    string,
    {
      status: 'warning' | 'needs_response' | 'under_review' | 'won' | 'lost' | 'withdrawn' | 'prevented'
      amountMinor: number
      feeMinor: number
      withdrawnMinor: number
      reinstatedMinor: number
      at: string
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

/** What each jsonb column holds. A column that is missing here does not compile in tables.ts. */
export interface JsonColumns {
  'audit_log.after': unknown
  'audit_log.before': unknown
  'course_listings.cover': StoredCover
  'course_listings.outline': ListedModule[]
  'course_listings.shape': { m: number; k: LessonKind; s: number }[]
  'courses.cover': StoredCover
  'courses.faq': { question: string; answer: string }[]
  'courses.outcomes': string[]
  'invoices.snapshot': InvoiceSnapshot
  'lessons.quiz': AuthoredQuiz
  'lessons.video': StoredVideo
  'mails.data': Record<string, string | number>
  'orders.offer_snapshot': OfferSnapshot
  'payments.facts': PaymentFacts
  'quiz_attempts.answers': Record<string, string[]>
  'tenants.about': Texts
  'tenants.brand': StoredBrand
  'tenants.names': Texts
  'tenants.tagline': Texts
}
