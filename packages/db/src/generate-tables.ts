import pg from 'pg'

interface Column {
  table: string
  column: string
  type: string
  nullable: boolean
  has_default: boolean
  identity: boolean
  words: string | null
}

const ids: Record<string, string> = {
  tenant_id: 'TenantId',
  person_id: 'PersonId',
  actor_id: 'PersonId',
  acting_as: 'PersonId',
  teacher_id: 'PersonId',
  created_by: 'PersonId',
  course_id: 'CourseId',
  module_id: 'ModuleId',
  lesson_id: 'LessonId',
  last_lesson_id: 'LessonId',
  enrolment_id: 'EnrolmentId',
  order_id: 'OrderId',
  payment_id: 'PaymentId',
  corrects_id: 'InvoiceId',
  invoice_id: 'InvoiceId',
  transfer_id: 'TransferId',
  asked_by: 'PersonId',
  decided_by: 'PersonId',
  ended_by: 'PersonId',
  proposed_by: 'PersonId',
  approved_by: 'PersonId',
  withdrawn_by: 'PersonId',
  done_by: 'PersonId',
  imported_by: 'PersonId',
  submitted_by: 'PersonId',
  started_by: 'PersonId',
  handled_by: 'PersonId',
}
const idsOf: Record<string, string> = {
  tenants: 'TenantId',
  courses: 'CourseId',
  modules: 'ModuleId',
  lessons: 'LessonId',
  enrolments: 'EnrolmentId',
  grants: 'GrantId',
  orders: 'OrderId',
  payments: 'PaymentId',
  invoices: 'InvoiceId',
  files: 'FileId',
  refund_requests: 'RefundId',
  disputes: 'DisputeId',
  transfers: 'TransferId',
  reconciliation_findings: 'FindingId',
  people: 'PersonId',
  everybody: 'PersonId',
}
const plain: Record<string, string> = {
  int4: 'number',
  int8: 'number',
  bool: 'boolean',
  bytea: 'Buffer',
  _text: 'string[]',
  timestamptz: 'Timestamp',
}

/** Views carry no CHECK that the words of a column could be read from. */
const wordsOfViews: Record<string, string> = { locale: "'en' | 'ar' | 'so'" }

function typeOf({ table, column, type, words }: Column): string {
  if (type === 'uuid') return (column === 'id' ? idsOf[table] : ids[column]) ?? 'string'
  if (type === 'jsonb') return `Json<JsonColumns['${table}.${column}']>`
  if (words) return [...words.matchAll(/'([a-z_0-9]+)'::text/g)].map(([, word]) => `'${word}'`).join(' | ')
  return plain[type] ?? wordsOfViews[column] ?? 'string'
}

const pascal = (name: string) => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

function line(column: Column): string {
  const type = typeOf(column)
  const full = column.nullable ? `${type} | null` : type
  if (column.identity) return `  ${column.column}: GeneratedAlways<${full}>`
  return `  ${column.column}: ${column.has_default && !column.nullable ? `Generated<${full}>` : full}`
}

/** The TypeScript text of src/tables.ts, read off a migrated database; a test compares the two. */
export async function tablesText(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<Column>(`
      select c.relname as table, a.attname as column, t.typname as type, not a.attnotnull and c.relkind = 'r' as nullable,
        a.atthasdef as has_default, a.attidentity <> '' as identity,
        (select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
          and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) ~ 'ANY \\(ARRAY\\[') as words
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and c.relname not like 'kysely\\_%'
      order by c.relname collate "C", a.attnum`)
    const tables = Map.groupBy(rows, ({ table }) => table)
    const interfaces = [...tables].map(([table, columns]) => `export interface ${pascal(table)} {\n${columns.map(line).join('\n')}\n}\n`)
    const all = [...tables.keys()].map((table) => `  ${table}: ${pascal(table)}`).join('\n')
    const body = `${interfaces.join('\n')}\nexport interface Tables {\n${all}\n}\n`
    const used = [...new Set([...Object.values(ids), ...Object.values(idsOf)])].filter((id) => new RegExp(`\\b${id}\\b`).test(body)).sort()
    const kysely = [
      'ColumnType',
      ...(body.includes('GeneratedAlways') ? ['GeneratedAlways'] : []),
      'InsertType',
      'SelectType',
      'UpdateType',
    ]
    return `// Written by \`pnpm --filter @edurise/db tables\` from the migrated schema: change a migration, not this file.
import type { ${used.join(', ')} } from '@edurise/contracts/ids'
import type { ${kysely.join(', ')} } from 'kysely'
import type { JsonColumns } from './json-columns.ts'
import type { Json } from './json.ts'

type Generated<T> = ColumnType<SelectType<T>, InsertType<T> | undefined, UpdateType<T>>
type Timestamp = ColumnType<string, string | Date, string | Date>

${body}`
  } finally {
    await client.end()
  }
}
