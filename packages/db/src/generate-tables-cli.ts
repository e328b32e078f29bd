import { writeFile } from 'node:fs/promises'
import { tablesText } from './generate-tables.ts'

const { DATABASE_OWNER_URL: ownerUrl } = process.env
if (!ownerUrl) throw new Error('DATABASE_OWNER_URL has to name a migrated database')
await writeFile(new URL('tables.ts', import.meta.url), await tablesText(ownerUrl))
