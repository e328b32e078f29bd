// The certificate library wants this before it is loaded.
import 'reflect-metadata'
import { createPrivateKey, sign, webcrypto } from 'node:crypto'
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator, cryptoProvider } from '@peculiar/x509'
import { signedText } from '../signature.ts'

cryptoProvider.set(webcrypto)

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }

export interface Issued {
  pem: string
  subject: string
  keys: webcrypto.CryptoKeyPair
  /** PKCS#8, as PEM. */
  privateKey: string
}

export interface CertificateWishes {
  name?: string
  /** Issues itself when left out. */
  issuer?: Issued
  authority?: boolean
  from?: string
  to?: string
  bits?: 1024 | 2048
  hosts?: string[]
}

let serial = 1

/** A certificate of somebody's, for better or worse. */
export async function aCertificate({
  name = 'CN=messageverificationcerts.paypal.com',
  issuer,
  authority = false,
  from = '2020-01-01',
  to = '2040-01-01',
  bits = 2048,
  hosts = [],
}: CertificateWishes = {}): Promise<Issued> {
  const algorithm = { ...rsa, modulusLength: bits }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.create({
    serialNumber: (serial += 1).toString(16).padStart(4, '0'),
    subject: name,
    issuer: issuer?.subject ?? name,
    notBefore: new Date(from),
    notAfter: new Date(to),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      ...(authority ? [new BasicConstraintsExtension(true, undefined, true)] : []),
      ...(hosts.length > 0 ? [new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns', value })))] : []),
    ],
  })
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const privateKey = createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }).toString()
  return { pem: certificate.toString('pem'), subject: certificate.subject, keys, privateKey }
}

export interface Transmission {
  id: string
  time: string
  webhookId: string
  address: string
  signer: Issued
}

/** The headers beside a message that `signer` signed. */
export function headersOf(body: Buffer, { id, time, webhookId, address, signer }: Transmission): Record<string, string> {
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': sign('RSA-SHA256', Buffer.from(signedText(id, time, webhookId, body)), signer.privateKey).toString('base64'),
    'paypal-cert-url': address,
    'paypal-auth-algo': 'SHA256withRSA',
  }
}
