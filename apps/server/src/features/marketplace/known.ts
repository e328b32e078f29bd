import type { Front, TenantId } from '@edurise/contracts'
import type { Db } from '@edurise/db'
import { Cache } from '../../cache.ts'
import { countCells, type Cell, type Sought } from './queries.ts'

interface Known {
  cells: Cache<Cell[]>
  fronts: Cache<Front>
}

const known = new Map<Db, Known>()

/** What this process remembers of the market in this database: 10 s, or until a listing changes. */
function knownOf(db: Db): Known {
  let ours = known.get(db)
  if (!ours)
    known.set(
      db,
      (ours = { cells: new Cache({ limit: 500, milliseconds: 10_000 }), fronts: new Cache({ limit: 500, milliseconds: 10_000 }) }),
    )
  return ours
}

/** Counts and fronts are asked for anew: a listing has changed, here or in another process. */
export function forgetListings(): void {
  for (const { cells, fronts } of known.values()) {
    cells.clear()
    fronts.clear()
  }
}

export async function cellsOf(db: Db, tenantId: TenantId | null, sought: Sought | null): Promise<Cell[]> {
  const { cells } = knownOf(db)
  const key = JSON.stringify([tenantId, sought])
  return cells.get(key) ?? cells.fill(key, () => countCells(db.open, tenantId, sought))
}

export async function frontOf(db: Db, tenantId: TenantId | null, read: () => Promise<Front>): Promise<Front> {
  const { fronts } = knownOf(db)
  const key = tenantId ?? ''
  return fronts.get(key) ?? fronts.fill(key, read)
}
