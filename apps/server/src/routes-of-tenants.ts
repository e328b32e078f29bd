import { Slug, type CourseId, type TenantId } from '@edurise/contracts'
import type { Db } from '@edurise/db'
import { Cache } from './cache.ts'
import type { Routes } from './context.ts'
import type { Listener } from './listener.ts'

const limit = 50_000
/** A course or an order keeps its tenant for ever; the bound is for those that are removed. */
const long = 3_600_000
const short = 60_000
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The name in a Host header: without port, closing dot and capitals. */
export function hostnameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}

/** Finds tenants by host and by course, and remembers what it found. Unknown addresses are looked up each time. */
export function createRoutes({ db, listener, publicUrl }: { db: Db; listener: Listener; publicUrl: URL }): Routes {
  const tenants = new Cache<TenantId>({ limit, milliseconds: short })
  const slugs = new Cache<{ tenantId: TenantId; courseId: CourseId }>({ limit, milliseconds: short })
  const courses = new Cache<TenantId>({ limit, milliseconds: long })
  const orders = new Cache<TenantId>({ limit, milliseconds: long })
  const forget = () => {
    tenants.clear()
    slugs.clear()
    courses.clear()
    orders.clear()
  }
  listener.subscribe('routes_changed', forget, forget)

  const remembered = <Value>(cache: Cache<Value>, key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined> => {
    const known = listener.up ? cache.get(key) : undefined
    if (known !== undefined) return Promise.resolve(known)
    return listener.up ? cache.fill(key, read) : read()
  }

  return {
    async tenantOfHost(host) {
      const name = hostnameOf(host)
      if (name === publicUrl.hostname || loopback.has(name)) return 'marketplace'
      const slug = slugOf(name, publicUrl.hostname)
      if (!slug) return null
      const tenantId = await remembered(tenants, slug, async () => {
        const row = await db.open
          .selectFrom('tenants')
          .select('id')
          .where('slug', '=', slug)
          .where('state', '=', 'active')
          .executeTakeFirst()
        return row?.id
      })
      return tenantId ?? null
    },
    async courseBySlug(slug) {
      const route = await remembered(slugs, slug, () =>
        db.open
          .selectFrom('course_routes')
          .select(['tenant_id as tenantId', 'course_id as courseId'])
          .where('slug', '=', slug)
          .executeTakeFirst(),
      )
      return route ?? null
    },
    async tenantOfCourse(courseId) {
      const tenantId = await remembered(courses, courseId, async () => {
        const row = await db.open
          .selectFrom('course_routes')
          .select('tenant_id as tenantId')
          .where('course_id', '=', courseId)
          .executeTakeFirst()
        return row?.tenantId
      })
      return tenantId ?? null
    },
    async tenantOfOrder(orderId) {
      const tenantId = await remembered(orders, orderId, async () => {
        const row = await db.open
          .selectFrom('payment_routes')
          .select('tenant_id as tenantId')
          .where('order_id', '=', orderId)
          .limit(1)
          .executeTakeFirst()
        return row?.tenantId
      })
      return tenantId ?? null
    },
  }
}

function slugOf(hostname: string, root: string): string | null {
  const parent = [root, 'localhost'].find((name) => hostname.endsWith(`.${name}`))
  const slug = parent === undefined ? '' : hostname.slice(0, -parent.length - 1)
  return Slug.safeParse(slug).success ? slug : null
}
