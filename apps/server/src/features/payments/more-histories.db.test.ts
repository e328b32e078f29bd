import { it } from 'vitest'
import { expectNoLawBroken } from './testing/enough.ts'

it('500 more random histories, of another seed, break no law either', { timeout: 900_000 }, () => expectNoLawBroken(11_242_026))
