import { hash, verify } from '@node-rs/argon2'
import { AppError } from '@edurise/contracts'

export const shortestPassword = 12
export const longestPassword = 256

/** OWASP's first choice of cost for argon2id, which is what the package makes unless told otherwise. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The same letters are the same password, however a keyboard composed them. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, password.normalize('NFKC'))
}

/** Words that long common passwords are made of: with digits behind, repeated, or joined to each other. */
const words = new Set(
  `password passwort passw0rd pass word qwerty qwertz azerty qwertyuiop asdfghjkl zxcvbnm asdf zxcv qazwsx qazwsxedc letmein welcome admin administrator
   root user login master secret changeme default dragon monkey shadow sunshine princess football baseball superman batman iloveyou love you i me my
   hello world computer internet samsung google facebook michael jordan jennifer jessica charlie ashley daniel thomas trustno one whatever freedom
   starwars summer winter spring autumn january february march april may june july august september october november december test guest demo temp
   student teacher school learning course edurise the is this a new old company office access server system oracle mysql postgres`.split(
    /\s+/,
  ),
)
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
]
const leet: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' }

function plain(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => leet[sign] ?? sign).replace(/[^\p{L}]/gu, '')
}

/** Whether the letters are nothing but well-known words, one after another. */
function onlyWords(letters: string): boolean {
  const reached = [true]
  for (let end = 1; end <= letters.length; end += 1) {
    reached[end] = reached.some((known, start) => known && start < end && words.has(letters.slice(start, end)))
  }
  return reached[letters.length] === true
}

function repeated(text: string): boolean {
  return /^(.{1,4})\1+.?.?.?$/.test(text)
}

/** Runs along the alphabet or a keyboard, forwards or backwards, make up nearly all of it. */
function alongTheKeys(text: string): boolean {
  const signs = Array.from(text)
  const steps = signs
    .slice(1)
    .filter((sign, at) => rows.some((row) => row.includes(`${signs[at]}${sign}`) || row.includes(`${sign}${signs[at]}`)))
  return steps.length >= (signs.length - 1) * 0.8
}

/** Whether somebody who guesses passwords would come to this one early, knowing whose it is. */
export function isCommon(password: string, { name, email }: { name: string; email: string }): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (new Set(text).size < 5 || repeated(text) || alongTheKeys(text)) return true
  // The digits and signs at either end are what people add when they are told to.
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  if (!core) return text.length < 16
  if (onlyWords(core.replace(/[^\p{L}]/gu, '')) || onlyWords(plain(text)) || onlyWords(plain(core))) return true
  const own = [...name.toLowerCase().split(/[^\p{L}]+/u), ...email.toLowerCase().split(/[^\p{L}\p{N}]+/u)].filter(
    (part) => part.length >= 3,
  )
  const rest = own.reduce((left, part) => left.replaceAll(part, ''), text).replace(/[^\p{L}]/gu, '')
  return rest.length < 4 && own.some((part) => text.includes(part))
}

/** Refuses what is too short or too easily guessed. No rules of composition. */
export function checkPassword(password: string, whose: { name: string; email: string }): void {
  if (Array.from(password).length < shortestPassword) throw new AppError('PASSWORD_TOO_SHORT', { min: shortestPassword })
  if (isCommon(password, whose)) throw new AppError('PASSWORD_COMMON', {})
}
