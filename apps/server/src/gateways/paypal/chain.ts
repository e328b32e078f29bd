import { X509Certificate, type KeyObject } from 'node:crypto'
import { rootCertificates } from 'node:tls'

/** A certificate that leads to a trusted root: its key, and the times at which every certificate on a way to the root was valid. */
export interface Chain {
  key: KeyObject
  validAt: (at: Date) => boolean
}

export interface Trust {
  /** Certificates that need no issuer. */
  roots: readonly X509Certificate[]
  /** Names of which the certificate has to carry one. */
  names: readonly string[]
}

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
/** PayPal sends three. */
const mostCertificates = 8
const smallestModulus = 2048

/** The certificates of a PEM text, in its order. Throws when one of them is none. */
export function certificatesIn(text: string): X509Certificate[] {
  return (text.match(pem) ?? []).map((one) => new X509Certificate(one))
}

let systemRoots: X509Certificate[] | null = null

/** The roots that Node trusts for its own connections. */
export function rootsOfNode(): readonly X509Certificate[] {
  systemRoots ??= rootCertificates.map((root) => new X509Certificate(root))
  return systemRoots
}

/**
 * What the first certificate of a PEM bundle proves: that it bears one of the names, is no authority itself, has a strong RSA key, and leads
 * over authorities in the bundle to a trusted root. Null when it does not. Revocation is not asked about: PayPal withdraws a certificate by
 * no longer serving it.
 */
export function chainOf(bundle: string, { roots, names }: Trust): Chain | null {
  let certificates: X509Certificate[]
  try {
    certificates = certificatesIn(bundle)
  } catch {
    return null
  }
  const [leaf, ...others] = certificates
  if (!leaf || certificates.length > mostCertificates || leaf.ca) return null
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < smallestModulus) return null
  if (!names.some((name) => leaf.checkHost(name, { subject: 'always', wildcards: false }))) return null
  const ways = waysUp(
    leaf,
    others.filter(({ ca }) => ca),
    roots,
  )
  if (ways.length === 0) return null
  return {
    key: leaf.publicKey,
    validAt: (at) => ways.some((way) => way.every(({ validFromDate, validToDate }) => validFromDate <= at && at <= validToDate)),
  }
}

function waysUp(
  from: X509Certificate,
  authorities: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly (readonly X509Certificate[])[] {
  const issued = (issuer: X509Certificate) => from.checkIssued(issuer) && from.verify(issuer.publicKey)
  const ends = roots.filter((root) => root.subject === from.issuer && root.ca && issued(root)).map((root) => [from, root])
  const further = authorities
    .filter((authority) => authority.fingerprint256 !== from.fingerprint256 && issued(authority))
    .flatMap((authority) =>
      waysUp(
        authority,
        authorities.filter((other) => other !== authority),
        roots,
      ).map((way) => [from, ...way]),
    )
  return [...ends, ...further]
}
