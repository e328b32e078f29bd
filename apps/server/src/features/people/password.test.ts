import { describe, expect, test } from 'vitest'
import { hashPassword, isCommon, verifyPassword } from './password.ts'

const whose = { name: 'Amina Warsame', email: 'amina.warsame@example.org' }

describe('a password that people who guess try early is refused', () => {
  test.each([
    'password1234',
    'P@ssw0rd1234!',
    'passwordpassword',
    'qwertyuiop12',
    '1qaz2wsx3edc',
    '123456789012',
    '987654321098',
    'abcdefghijkl',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'iloveyou2026',
    'letmein!!!!!',
    'welcome12345',
    'AdminAdmin2026',
    'aminawarsame1',
    'Warsame-2026!',
    'edurise-2026',
  ])('%s', (password) => expect(isCommon(password, whose)).toBe(true))
})

describe('a long sentence or a random string passes without rules of composition', () => {
  test.each([
    'correct horse battery staple',
    'vT9#kq2Lm!xw',
    'باب صغير يطل على البحر',
    'guri yar oo badda u dhow',
    'amina sails at dawn with nine goats',
    'a'.repeat(3) + 'kettle-lantern-fjord',
  ])('%s', (password) => expect(isCommon(password, whose)).toBe(false))
})

test('the same letters are the same password, composed or not', async () => {
  const hash = await hashPassword('cafe\u0301 au lait, twice')
  expect(hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$')).toBe(true)
  expect(await verifyPassword(hash, 'caf\u00e9 au lait, twice')).toBe(true)
  expect(await verifyPassword(hash, 'caf\u00e9 au lait, thrice')).toBe(false)
})
