import { it } from 'vitest'
import { expectNoLawBroken } from './testing/enough.ts'

it('500 random histories of buyers, admins, banks and killed processes break no law', { timeout: 900_000 }, () =>
  expectNoLawBroken(20_261_124),
)
