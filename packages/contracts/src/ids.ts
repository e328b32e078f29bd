import { z } from 'zod'

export const TenantId = z.uuid().brand<'TenantId'>()
export type TenantId = z.infer<typeof TenantId>

export const PersonId = z.uuid().brand<'PersonId'>()
export type PersonId = z.infer<typeof PersonId>

export const CourseId = z.uuid().brand<'CourseId'>()
export type CourseId = z.infer<typeof CourseId>

export const ModuleId = z.uuid().brand<'ModuleId'>()
export type ModuleId = z.infer<typeof ModuleId>

export const LessonId = z.uuid().brand<'LessonId'>()
export type LessonId = z.infer<typeof LessonId>

export const EnrolmentId = z.uuid().brand<'EnrolmentId'>()
export type EnrolmentId = z.infer<typeof EnrolmentId>

export const GrantId = z.uuid().brand<'GrantId'>()
export type GrantId = z.infer<typeof GrantId>

/** Why a person may use a course. */
export const GrantSource = z.enum(['order_line', 'seat', 'subscription', 'coupon', 'admin'])
export type GrantSource = z.infer<typeof GrantSource>

export const OrderId = z.uuid().brand<'OrderId'>()
export type OrderId = z.infer<typeof OrderId>

export const PaymentId = z.uuid().brand<'PaymentId'>()
export type PaymentId = z.infer<typeof PaymentId>

export const InvoiceId = z.uuid().brand<'InvoiceId'>()
export type InvoiceId = z.infer<typeof InvoiceId>

export const RefundId = z.uuid().brand<'RefundId'>()
export type RefundId = z.infer<typeof RefundId>

export const DisputeId = z.uuid().brand<'DisputeId'>()
export type DisputeId = z.infer<typeof DisputeId>

export const TransferId = z.uuid().brand<'TransferId'>()
export type TransferId = z.infer<typeof TransferId>

export const FindingId = z.uuid().brand<'FindingId'>()
export type FindingId = z.infer<typeof FindingId>

export const FileId = z.uuid().brand<'FileId'>()
export type FileId = z.infer<typeof FileId>

/** The readable part of an address: lower-case letters and digits of ASCII, joined by single hyphens. */
export const Slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9](-?[a-z0-9])*$/)

/** What the wire carries for a point in time; a Date never crosses it. */
export const Instant = z.iso.datetime({ offset: true })

export const Language = z.enum(['en', 'ar', 'so'])
export type Language = z.infer<typeof Language>

/** One text in each language of the product. */
export const Texts = z.object({ en: z.string(), ar: z.string(), so: z.string() }).partial()
export type Texts = z.infer<typeof Texts>
