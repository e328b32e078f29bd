import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'

/** Nine hours, as PayPal gives. */
const livesSeconds = 32_400

/** A token says itself until when it holds; nothing is kept. */
export function issueToken(world: World): { readonly token: string; readonly expiresIn: number } {
  const claim = `${seconds(world) + livesSeconds}.${epochOf(world)}.${randomBytes(9).toString('base64url')}`
  return { token: `A21AA${Buffer.from(claim).toString('base64url')}.${sealOf(world, claim)}`, expiresIn: livesSeconds }
}

export function holds(world: World, token: string): boolean {
  const [encoded = '', seal = ''] = token.replace(/^A21AA/, '').split('.')
  const claim = Buffer.from(encoded, 'base64url').toString()
  const [until = '', epoch = ''] = claim.split('.')
  return same(seal, sealOf(world, claim)) && Number(until) > seconds(world) && epoch === epochOf(world)
}

/** Ends every token given so far. */
export function revokeTokens(world: World): void {
  world.store.set('paypal-token-epoch', String(Number(epochOf(world)) + 1))
}

export function isClient(world: World, authorization: string | undefined): boolean {
  const { clientId, clientSecret } = world.paypal.settings
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ')
  return scheme.toLowerCase() === 'basic' && same(Buffer.from(credentials, 'base64').toString(), `${clientId}:${clientSecret}`)
}

function epochOf(world: World): string {
  return world.store.setting('paypal-token-epoch') ?? '0'
}

function sealOf(world: World, claim: string): string {
  return createHmac('sha256', world.paypal.settings.clientSecret).update(claim).digest('base64url')
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
