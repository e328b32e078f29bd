import { AppError, type CourseId, type ModuleId } from '@edurise/contracts'
import type { MemberContext } from '../../../context.ts'
import { changeOutline } from '../change-course.ts'
import * as queries from './queries.ts'

interface OfModule {
  courseId: CourseId
  moduleId: ModuleId
}

export function addModule(ctx: MemberContext, { courseId, title }: { courseId: CourseId; title: string }): Promise<{ moduleId: ModuleId }> {
  return changeOutline(ctx, courseId, async (trx) => ({ moduleId: await queries.addModule(trx, ctx.tenantId, courseId, title) }))
}

export function renameModule(ctx: MemberContext, { courseId, moduleId, title }: OfModule & { title: string }): Promise<{ title: string }> {
  const key = { tenantId: ctx.tenantId, courseId, moduleId }
  return changeOutline(ctx, courseId, async (trx) => {
    if (!(await queries.findModule(trx, key))) throw new AppError('MODULE_NOT_FOUND', {})
    await queries.renameModule(trx, key, title)
    return { title }
  })
}

export function moveModule(
  ctx: MemberContext,
  { courseId, moduleId, position }: OfModule & { position: number },
): Promise<{ position: number }> {
  const key = { tenantId: ctx.tenantId, courseId, moduleId }
  return changeOutline(ctx, courseId, async (trx) => {
    if (!(await queries.findModule(trx, key))) throw new AppError('MODULE_NOT_FOUND', {})
    return { position: await queries.placeModule(trx, key, position) }
  })
}

export function removeModule(ctx: MemberContext, { courseId, moduleId }: OfModule): Promise<{ moduleId: ModuleId }> {
  const key = { tenantId: ctx.tenantId, courseId, moduleId }
  return changeOutline(ctx, courseId, async (trx) => {
    const module = await queries.findModule(trx, key)
    if (!module) throw new AppError('MODULE_NOT_FOUND', {})
    if (module.lessons > 0) throw new AppError('MODULE_NOT_EMPTY', { lessons: module.lessons })
    await queries.removeModule(trx, key, ctx.now())
    return { moduleId }
  })
}
