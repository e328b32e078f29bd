import { expect, test } from 'vitest'
import { lockfileFaults } from './lockfile.ts'

const lock = (resolution: string) =>
  `lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: ${resolution}\n\nsnapshots:\n\n  a@1.0.0: {}\n`

test('accepts a package with a checksum', () => {
  expect(lockfileFaults(lock('{integrity: sha512-abc==}'))).toEqual([])
})

test('names a package without a checksum, and one that is fetched from an address', () => {
  expect(lockfileFaults(lock('{tarball: https://example.org/a.tgz}'))).toEqual([
    'a@1.0.0 has no checksum',
    'a@1.0.0 does not come from a registry',
  ])
})

test('does not take an empty list for a clean one', () => {
  expect(lockfileFaults('packages:\n\nsnapshots:\n')).toHaveLength(1)
})
