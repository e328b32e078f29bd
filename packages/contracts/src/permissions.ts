import { z } from 'zod'

export const Role = z.enum(['student', 'teacher', 'admin'])
export type Role = z.infer<typeof Role>

/** Named after the procedures they open; several procedures of one act share one. */
export const Permission = z.enum([
  'courses.author',
  'courses.authorAny',
  'courses.publish',
  'enrolments.ofCourse',
  'files.upload',
  'notifications.mails',
  'people.members',
  'people.changeRole',
  'payments.listOrders',
  'payments.checkAgain',
  'payments.configure',
  'refunds.make',
  'disputes.answer',
  'transfers.decide',
  'reconciliation.read',
  'enrolments.grant',
])
export type Permission = z.infer<typeof Permission>

export const PlatformPermission = z.enum(['platform.events', 'platform.tenants', 'platform.reconciliation'])
export type PlatformPermission = z.infer<typeof PlatformPermission>

const teacher: readonly Permission[] = ['courses.author', 'courses.publish', 'enrolments.ofCourse', 'files.upload']

/** What each role of a membership may do in its tenant. */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  student: [],
  teacher,
  admin: [
    ...teacher,
    'courses.authorAny',
    'notifications.mails',
    'people.members',
    'people.changeRole',
    'payments.listOrders',
    'payments.checkAgain',
    'payments.configure',
    'refunds.make',
    'disputes.answer',
    'transfers.decide',
    'reconciliation.read',
    'enrolments.grant',
  ],
}

/** Whether a right belongs to the platform's own staff and not to a tenant's. */
export function isPlatformPermission(allow: string): allow is PlatformPermission {
  return (PlatformPermission.options as readonly string[]).includes(allow)
}
