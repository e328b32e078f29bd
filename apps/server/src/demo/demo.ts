import { readFileSync } from 'node:fs'
import type { PersonId, TenantId } from '@edurise/contracts'
import { inTenant, json, newId, type Db } from '@edurise/db'
import { storeFile } from '../features/files/index.ts'
import { writeListing } from '../features/marketplace/index.ts'
import { hashPassword } from '../features/people/password.ts'
import type { Files } from '../gateways/files.ts'
import { contentFolder, readCourses, readTenants, type DemoCourse, type DemoTenant } from './content.ts'
import { insertCourse } from './courses.ts'
import { insertLearners } from './learners.ts'
import { ensureMembership, ensurePerson, ensurePlatformAdmin } from './people.ts'
import { ensureWaysToPay } from './ways-to-pay.ts'

export const demoPassword = 'edurise-demo-2026'

export interface Seeding {
  /** Of the role that owns the tables. */
  owner: Db
  files: Files
  now: Date
  say: (line: string) => void
}

/** The database holds something that is no demo: nothing was written. */
export class NotTheDemo extends Error {
  override readonly name = 'NotTheDemo'
}

/** Two tenants, their people and their courses. What is there already stays as it is. */
export async function seedDemo({ owner, files, now, say }: Seeding): Promise<void> {
  await refuseStrangers(owner)
  const passwordHash = await hashPassword(demoPassword)
  const account = (name: string, part: string) => ensurePerson(owner, { name, email: `${part}@demo.test`, locale: 'en', passwordHash })
  await account('Sami Student', 'student')
  const teacher = await account('Ines Calder', 'teacher')
  const admin = await account('Ada Admin', 'admin')
  const adminOfNoor = await account('Nadia Admin', 'noor')
  await ensurePlatformAdmin(owner, await account('Petra Platform', 'platform'))

  for (const tenant of readTenants()) {
    const tenantId = await ensureTenant({ owner, files, now }, tenant)
    await ensureWaysToPay(owner, tenantId, tenant, now)
    if (tenant.slug === 'noor') await ensureMembership(owner, tenantId, adminOfNoor, 'admin')
    if (tenant.slug === 'harbour') {
      await ensureMembership(owner, tenantId, admin, 'admin')
      await ensureMembership(owner, tenantId, teacher, 'teacher')
    }
    for (const [index, course] of readCourses(tenant.slug).entries()) {
      const person =
        course.teacher.key === 'teacher'
          ? teacher
          : await ensurePerson(owner, {
              name: course.teacher.name,
              email: `${course.teacher.key}@demo.test`,
              locale: course.language,
              passwordHash,
            })
      await ensureMembership(owner, tenantId, person, 'teacher')
      if (await seedCourse({ owner, files, now }, { tenantId, teacherId: person, course, index })) say(`${tenant.slug}: ${course.slug}`)
    }
  }
}

async function refuseStrangers(owner: Db): Promise<void> {
  const tenants = await owner.open.selectFrom('tenants').select('slug').execute()
  if (tenants.length > 0 && !tenants.some(({ slug }) => slug === 'harbour'))
    throw new NotTheDemo('the database is not empty, and what is in it is not the demo')
}

async function ensureTenant(
  { owner, files, now }: Pick<Seeding, 'owner' | 'files' | 'now'>,
  { slug, name, names, tagline, about, language, brand, company }: DemoTenant,
): Promise<TenantId> {
  const known = await owner.open.selectFrom('tenants').select('id').where('slug', '=', slug).executeTakeFirst()
  if (known) return known.id
  const id = newId<TenantId>()
  const { hue, chroma, logo } = brand
  await owner.open
    .insertInto('tenants')
    .values({
      id,
      slug,
      name,
      names: json(names),
      tagline: json(tagline),
      about: json(about),
      language,
      brand: json({ hue, chroma }),
      company: json(company),
    })
    .execute()
  const bytes = readFileSync(new URL(`${slug}/${logo}`, contentFolder))
  await inTenant(owner, id, async (trx) => {
    const logoFileId = await storeFile(
      trx,
      { files, now: () => now },
      { tenantId: id, kind: 'image', name: logo, mime: 'image/svg+xml', bytes, createdBy: null },
    )
    await trx
      .updateTable('tenants')
      .set({ brand: json({ hue, chroma, logoFileId }) })
      .where('id', '=', id)
      .execute()
  })
  return id
}

/** False when the course is there already. */
async function seedCourse(
  { owner, files, now }: Pick<Seeding, 'owner' | 'files' | 'now'>,
  { tenantId, teacherId, course, index }: { tenantId: TenantId; teacherId: PersonId; course: DemoCourse; index: number },
): Promise<boolean> {
  const known = await owner.open.selectFrom('course_routes').select('course_id').where('slug', '=', course.slug).executeTakeFirst()
  if (known) return false
  const at = new Date(now.getTime() - (60 + 5 * index) * 86_400_000)
  const seeded = await inTenant(owner, tenantId, (trx) => insertCourse({ trx, files, tenantId, teacherId, at }, course))
  await insertLearners(owner, { tenantId, course, seeded, now })
  await inTenant(owner, tenantId, (trx) => writeListing(trx, tenantId, seeded.courseId))
  return true
}
