// The certificate library wants this before it is loaded.
import 'reflect-metadata'
import { createPrivateKey, webcrypto } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509'
import { z } from 'zod'

const host = 'messageverificationcerts.paypal.com'
const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
const span = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') }

const Kept = z.object({ name: z.string(), root: z.string(), chain: z.string(), key: z.string() })

export interface Certificates {
  /** Last part of the certificate's address. */
  readonly name: string
  /** The authority a shop has to trust, as PEM. */
  readonly root: string
  /** Leaf and intermediate, as PEM: what the address answers. */
  readonly chain: string
  readonly key: KeyObject
}

/** Root, intermediate and the leaf that signs; made at the first start and kept beside the store. */
export async function openCertificates(folder: string): Promise<Certificates> {
  const file = folder === ':memory:' ? undefined : join(folder, 'paypal-certificates.json')
  const known = file !== undefined && existsSync(file) ? Kept.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data : undefined
  const kept = known ?? (await makeChain())
  if (file !== undefined && known === undefined) writeFileSync(file, JSON.stringify(kept), { mode: 0o600 })
  return { ...kept, key: createPrivateKey(kept.key) }
}

async function makeChain(): Promise<z.infer<typeof Kept>> {
  cryptoProvider.set(webcrypto)
  const pair = (algorithm: typeof elliptic | typeof rsa) => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [top, middle, signer] = await Promise.all([pair(elliptic), pair(elliptic), pair(rsa)])
  const authority = (depth: number) => [
    new BasicConstraintsExtension(true, depth, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]
  const root = await X509CertificateGenerator.createSelfSigned({
    ...span,
    serialNumber: '01',
    name: 'CN=Sandbox root of PayPal certificates, O=Sandbox',
    keys: top,
    signingAlgorithm: elliptic,
    extensions: [...authority(1), await SubjectKeyIdentifierExtension.create(top.publicKey)],
  })
  const intermediate = await X509CertificateGenerator.create({
    ...span,
    serialNumber: '02',
    subject: 'CN=Sandbox intermediate of PayPal certificates, O=Sandbox',
    issuer: root.subject,
    publicKey: middle.publicKey,
    signingKey: top.privateKey,
    signingAlgorithm: elliptic,
    extensions: [
      ...authority(0),
      await SubjectKeyIdentifierExtension.create(middle.publicKey),
      await AuthorityKeyIdentifierExtension.create(top.publicKey),
    ],
  })
  const leaf = await X509CertificateGenerator.create({
    ...span,
    serialNumber: '03',
    subject: `CN=${host}, O=Sandbox`,
    issuer: intermediate.subject,
    publicKey: signer.publicKey,
    signingKey: middle.privateKey,
    signingAlgorithm: elliptic,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: host },
        { type: 'dns', value: 'localhost' },
      ]),
      await AuthorityKeyIdentifierExtension.create(middle.publicKey),
    ],
  })
  const key = createPrivateKey({
    key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', signer.privateKey)),
    format: 'der',
    type: 'pkcs8',
  })
  const thumb = Buffer.from(await leaf.getThumbprint(webcrypto)).toString('hex')
  return {
    name: `CERT-${thumb.slice(0, 8)}-${thumb.slice(8, 16)}`,
    root: `${root.toString('pem')}\n`,
    chain: `${leaf.toString('pem')}\n${intermediate.toString('pem')}\n`,
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}
