import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ProviderSilent } from '../gateway.ts'
import { aCertificate, headersOf, type CertificateWishes, type Issued, type Transmission } from './testing/certificates.ts'
import { gatewayTo, webhookId } from './testing/gateway.ts'
import { json, openHouse, text, type House } from './testing/house.ts'

const now = new Date('2026-01-02T12:00:00Z')
const day = 24 * 3_600_000
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString()
const folder = '/paypal/v1/notifications/certs/'
const opinions = '/verify-webhook-signature'

const event = Buffer.from(
  '{"id":"WH-1","event_type":"CHECKOUT.ORDER.APPROVED", "create_time":"2026-01-02T11:59:58.123Z","resource":{"id":"5O190127TN364715T","amount":49.00}}',
)

let house: House
let elsewhere: House
let root: Issued
let middle: Issued
let leaf: Issued

beforeAll(async () => {
  ;[house, elsewhere] = await Promise.all([openHouse(), openHouse()])
  root = await aCertificate({ name: 'CN=Root', authority: true })
  middle = await aCertificate({ name: 'CN=Middle', issuer: root, authority: true })
  leaf = await aCertificate({ issuer: middle })
})
afterEach(() => {
  house.forget()
  elsewhere.forget()
})
afterAll(() => Promise.all([house.close(), elsewhere.close()]))

const gateway = () => gatewayTo(house, { trustedRoot: root.pem })

/** Serves certificates and answers how a message signed by the first of them fares. */
async function told(bundle: Issued[], transmission: Partial<Transmission> = {}, body = event) {
  house.answer(`GET ${folder}CERT-1`, text(bundle.map(({ pem }) => pem).join('\n')))
  return gateway().verify(body, signed(transmission, body, bundle[0]), now)
}

function signed(transmission: Partial<Transmission> = {}, body = event, signer = leaf) {
  return headersOf(body, {
    id: '69cd13f0-d67a-11e5',
    time: ago(1_000),
    webhookId,
    address: `${house.origin}${folder}CERT-1`,
    signer,
    ...transmission,
  })
}

const saysYes = () => house.answer(`POST /paypal/v1/notifications${opinions}`, json({ verification_status: 'SUCCESS' }))
const saysNo = () => house.answer(`POST /paypal/v1/notifications${opinions}`, json({ verification_status: 'FAILURE' }))

describe('a message of PayPal', () => {
  it('is believed when a certificate that leads to a trusted root signed its very bytes', async () => {
    expect(await told([leaf, middle])).toMatchObject({ eventId: 'WH-1', type: 'CHECKOUT.ORDER.APPROVED', trust: 'signature', wanted: true })
    expect(house.asked(opinions)).toEqual([])
  })

  it.each([
    ['over another body', () => ({ body: Buffer.from(event.toString().replace('49.00', '49.01')) })],
    ['over the same values written anew', () => ({ body: Buffer.from(JSON.stringify(JSON.parse(event.toString()))) })],
    ['for another webhook of the same account', () => ({ headers: signed({ webhookId: '0EH40505U7160970P' }) })],
    ['for another transmission', () => ({ headers: { ...signed(), 'paypal-transmission-id': 'another-transmission' } })],
    ['at another time', () => ({ headers: { ...signed(), 'paypal-transmission-time': ago(2_000) } })],
    ['by another key', async () => ({ headers: signed({}, event, await aCertificate()) })],
  ])('is refused with a signature %s', async (_what, change) => {
    const { body = event, headers = signed() } = (await change()) as { body?: Buffer; headers?: Record<string, string> }
    house.answer(`GET ${folder}CERT-1`, text(leaf.pem + middle.pem))
    saysYes()
    expect(await gateway().verify(body, headers, now)).toBeNull()
    expect(house.asked(opinions)).toEqual([])
  })

  it.each(['none', 'MD5withRSA', 'SHA1withRSA', 'sha256withrsa', ''])(
    'is refused with the algorithm "%s", and nobody is asked',
    async (algorithm) => {
      saysYes()
      expect(await gateway().verify(event, { ...signed(), 'paypal-auth-algo': algorithm }, now)).toBeNull()
      expect(house.asked()).toEqual([])
    },
  )

  it.each(['id', 'time', 'sig', 'cert-url', 'auth-algo'])('is refused without its %s', async (name) => {
    const key = name === 'id' || name === 'time' || name === 'sig' ? `paypal-transmission-${name}` : `paypal-${name}`
    const { [key]: _left, ...headers } = signed()
    expect(await gateway().verify(event, headers, now)).toBeNull()
    expect(house.asked()).toEqual([])
  })

  it.each([
    ['a second less than five minutes ahead', -299_000, true],
    ['more than five minutes ahead', -301_000, false],
    ['three days ago, when PayPal first sent what it repeats now', 3 * day, true],
    ['a minute less than four days ago', 4 * day - 60_000, true],
    ['more than four days ago', 4 * day + 1_000, false],
  ])('sent %s: believed is %#', async (_when, age, believed) => {
    expect((await told([leaf, middle], { time: ago(age) })) !== null).toBe(believed)
  })

  it.each([
    Buffer.from('[]'),
    Buffer.from('not json'),
    Buffer.from(event.toString().replace('WH-1', 'WH-\u00ff'), 'latin1'),
    Buffer.from('{"id":"WH-1"}'),
    Buffer.alloc(0),
  ])('is refused when its bytes are no event, though they were signed: %#', async (body) => {
    expect(await told([leaf, middle], {}, body)).toBeNull()
  })
})

describe('the certificate', () => {
  it.each([
    ['at another host', () => `${elsewhere.origin}${folder}CERT-1`],
    ['at a host whose name begins alike', () => `${house.origin}.example.org${folder}CERT-1`],
    ['behind a name and a password', () => `${house.origin.replace('//', '//paypal.com@')}${folder}CERT-1`],
    ['beside the folder', () => `${house.origin}/paypal/v2/checkout/orders/CERT-1`],
    ['above the folder', () => `${house.origin}${folder}../../oauth2/token`],
    ['with a query', () => `${house.origin}${folder}CERT-1?to=elsewhere`],
    ['in the folder of another base', () => `${house.origin}/v1/notifications/certs/CERT-1`],
    ['on this machine', () => 'file:///etc/ssl/certs/ca-certificates.crt'],
    ['at PayPal itself, while another server plays PayPal', () => 'https://api.paypal.com/v1/notifications/certs/CERT-1'],
  ])('is never asked for %s', async (_where, address) => {
    for (const server of [house, elsewhere]) server.answer('GET', text(leaf.pem + middle.pem))
    saysYes()
    expect(await gateway().verify(event, signed({ address: address() }), now)).toBeNull()
    expect([...house.asked(), ...elsewhere.asked()]).toEqual([])
  })

  it.each([
    ['https://api.paypal.com', true],
    ['https://api-m.paypal.com', true],
    ['http://api.paypal.com', false],
    ['https://api.paypal.com:8443', false],
    ['https://api.sandbox.paypal.com', false],
    ['https://www.paypal.com', false],
    ['https://api.paypal.com.example.org', false],
  ])('of the real PayPal is looked for at %s: %s', async (origin, allowed) => {
    const { certificatesOf } = await import('./certificates.ts')
    const bases = ['https://api-m.paypal.com', 'https://api.paypal.com']
    const place = certificatesOf({ bases, trust: () => ({ roots: [], names: [] }) }).placeOf(`${origin}/v1/notifications/certs/CERT-1`)
    expect(place !== null).toBe(allowed)
  })

  it.each<[string, () => Promise<Issued[]>]>([
    ['signed itself', async () => [await aCertificate()]],
    ['leads to a root of its own', async () => chainOfAnother()],
    ['was issued by a certificate that is no authority', async () => [await aCertificate({ issuer: leaf }), leaf, middle]],
    [
      'was issued in the name of an authority by somebody else',
      async () => [await aCertificate({ issuer: await aCertificate({ name: 'CN=Middle', authority: true }) }), middle],
    ],
    ['is an authority itself', async () => [await aCertificate({ issuer: middle, authority: true }), middle]],
    ['bears another name', async () => [await aCertificate({ issuer: middle, name: 'CN=www.paypal.com' }), middle]],
    [
      'bears a name that ends alike',
      async () => [await aCertificate({ issuer: middle, name: 'CN=messageverificationcerts.paypal.com.example.org' }), middle],
    ],
    ['has a weak key', async () => [await aCertificate({ issuer: middle, bits: 1024 }), middle]],
    ['comes without what lies between it and the root', async () => [leaf]],
  ])('proves nothing when it %s: PayPal is asked instead, and its no counts', async (_what, bundle) => {
    saysNo()
    const [signer = leaf, ...others] = await bundle()
    house.answer(`GET ${folder}CERT-1`, text([signer, ...others].map(({ pem }) => pem).join('\n')))
    const headers = signed({}, event, signer)
    // A signature by a short key is short, and refused for that alone.
    const long = headers['paypal-transmission-sig']?.length === 344 ? headers : signed()
    expect(await gateway().verify(event, long, now)).toBeNull()
    expect(house.asked(opinions)).toHaveLength(1)
  })

  it.each<[string, CertificateWishes, CertificateWishes, boolean]>([
    ['the certificate had expired', { to: '2026-01-02T11:00:00Z' }, {}, false],
    ['the certificate was not valid yet', { from: '2026-01-02T12:00:00Z' }, {}, false],
    ['an authority on the way had expired', {}, { to: '2026-01-02T11:00:00Z' }, false],
    ['all were valid, though one has expired since', { to: '2026-01-02T11:59:59Z' }, {}, true],
  ])('is judged at the time of sending: %s', async (_what, ofLeaf, ofMiddle, believed) => {
    const between = await aCertificate({ name: 'CN=Between', issuer: root, authority: true, ...ofMiddle })
    const last = await aCertificate({ issuer: between, ...ofLeaf })
    saysYes()
    expect((await told([last, between], { signer: last })) !== null).toBe(believed)
    expect(house.asked(opinions)).toEqual([])
  })

  it('may bear its name among its alternative names', async () => {
    const other = await aCertificate({ issuer: middle, name: 'CN=PayPal', hosts: ['messageverificationcerts.paypal.com'] })
    expect(await told([other, middle], { signer: other })).toMatchObject({ trust: 'signature' })
  })

  it('finds its root over authorities in any order', async () => {
    expect(await told([leaf, root, middle])).toMatchObject({ trust: 'signature' })
  })

  it.each<[string, () => void]>([
    ['is longer than 16 KB', () => house.answer(`GET ${folder}CERT-1`, text(leaf.pem + middle.pem + ' '.repeat(17 * 1024)))],
    [
      'redirects',
      () => house.answer(`GET ${folder}CERT-1`, (_asked, reply) => void reply.writeHead(302, { location: `${elsewhere.origin}/` }).end()),
    ],
    ['is not there', () => house.answer(`GET ${folder}CERT-1`, text(leaf.pem + middle.pem, 404))],
    ['is no certificate', () => house.answer(`GET ${folder}CERT-1`, text('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'))],
    ['breaks off', () => house.answer(`GET ${folder}CERT-1`, (_asked, reply) => void reply.destroy())],
  ])('that %s is not had: a forged message is still refused, and a true one believed by the word of PayPal', async (_what, arrange) => {
    elsewhere.answer('GET', text(leaf.pem + middle.pem))
    arrange()
    saysNo()
    expect(await gateway().verify(event, signed(), now)).toBeNull()
    saysYes()
    expect(await gateway().verify(event, signed(), now)).toMatchObject({ eventId: 'WH-1', trust: 'provider' })
    expect(elsewhere.asked()).toEqual([])
  })

  it('is asked for once by all messages that come at once, and not again while it is known', async () => {
    house.answer(`GET ${folder}CERT-1`, text(leaf.pem + middle.pem))
    const paypal = gateway()
    await Promise.all(Array.from({ length: 20 }, () => paypal.verify(event, signed(), now)))
    await paypal.verify(event, signed(), now)
    expect(house.asked('/certs/')).toHaveLength(1)
  })

  it('that is missing is not asked for again by every forged message', async () => {
    saysNo()
    const paypal = gateway()
    for (let index = 0; index < 5; index += 1) expect(await paypal.verify(event, signed(), now)).toBeNull()
    expect(house.asked('/certs/')).toHaveLength(1)
  })

  it('of a thousand invented addresses is asked for twenty times at most, and what is known serves on', async () => {
    house.answer(`GET ${folder}CERT-1`, text(leaf.pem + middle.pem))
    saysNo()
    const paypal = gateway()
    expect(await paypal.verify(event, signed(), now)).not.toBeNull()
    const forged = Array.from({ length: 1_000 }, (_, index) =>
      paypal.verify(event, signed({ address: `${house.origin}${folder}FORGED-${index}` }), now).then(
        (message) => message,
        (error: unknown) => error,
      ),
    )
    for (const outcome of await Promise.all(forged)) expect(outcome === null || outcome instanceof ProviderSilent).toBe(true)
    expect(house.asked('/certs/FORGED').length).toBeLessThanOrEqual(20)
    expect(house.asked(opinions).length).toBeLessThanOrEqual(30)
    expect(await paypal.verify(event, signed(), now)).toMatchObject({ trust: 'signature' })
  })
})

describe('the word of PayPal', () => {
  it('is asked with the bytes of the message as they came', async () => {
    saysYes()
    await gateway().verify(event, signed(), now)
    const [asked] = house.asked(opinions)
    expect(asked?.body.includes(event)).toBe(true)
    expect(JSON.parse(asked?.body.toString() ?? '')).toMatchObject({
      webhook_id: webhookId,
      auth_algo: 'SHA256withRSA',
      webhook_event: { id: 'WH-1' },
    })
  })

  it.each([
    '{"id":"WH-1","event_type":"X","create_time":"2026-01-01T00:00:00Z"},"webhook_id":"0EH40505U7160970P","a":{}',
    '{"id":"WH-1","event_type":"X","create_time":"2026-01-01T00:00:00Z"}}{',
  ])('is never asked about bytes that would change the question: %#', async (body) => {
    saysYes()
    expect(await gateway().verify(Buffer.from(body), signed({}, Buffer.from(body)), now)).toBeNull()
    expect(house.asked(opinions)).toEqual([])
  })

  it('that does not come leaves a message undecided', async () => {
    house.answer(`POST /paypal/v1/notifications${opinions}`, text('', 503))
    await expect(gateway().verify(event, signed(), now)).rejects.toBeInstanceOf(ProviderSilent)
  })

  it('is asked for thirty times a minute at most, however many messages come without a certificate', async () => {
    saysNo()
    const paypal = gateway()
    const forged = await Promise.allSettled(Array.from({ length: 200 }, () => paypal.verify(event, signed(), now)))
    expect(house.asked(opinions).length).toBeLessThanOrEqual(30)
    expect(forged.filter((outcome) => outcome.status === 'fulfilled' && outcome.value !== null)).toEqual([])
  })

  it('that the question is wrong is a no', async () => {
    house.answer(`POST /paypal/v1/notifications${opinions}`, json({ name: 'VALIDATION_ERROR' }, 400))
    expect(await gateway().verify(event, signed(), now)).toBeNull()
  })
})

async function chainOfAnother(): Promise<Issued[]> {
  const own = await aCertificate({ name: 'CN=Root', authority: true })
  const between = await aCertificate({ name: 'CN=Middle', issuer: own, authority: true })
  return [await aCertificate({ issuer: between }), between, own]
}
