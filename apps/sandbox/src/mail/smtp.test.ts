import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSandbox } from '../testing.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Mail } from './mailbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await aSandbox()
})
afterAll(() => sandbox.close())

/** The words of SMTP, one after each answer. */
function deliver(message: string, to: string, host = '127.0.0.1'): Promise<void> {
  const words = ['EHLO shop', 'MAIL FROM:<shop@example.org>', `RCPT TO:<${to}>`, 'DATA', `${message.replaceAll('\n', '\r\n')}\r\n.`, 'QUIT']
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(sandbox.smtpUrl).port), host)
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', (answer: string) => {
      if (/^[45]\d\d/m.test(answer)) return reject(new Error(answer))
      const word = /^\d{3} .*\r\n$/m.test(answer) ? words.shift() : undefined
      if (word !== undefined) socket.write(`${word}\r\n`)
    })
  })
}

const receipt = (id: string, to: string) => `From: Harbour <shop@example.org>
To: ${to}
Subject: =?utf-8?B?${Buffer.from('إيصال: Sea navigation').toString('base64')}?=
Message-ID: <${id}@example.org>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Open your course: http://localhost:4000/learn/sea-navigation.
--b
Content-Type: text/html; charset=utf-8

<p>Open <a href="http://localhost:4000/learn/sea-navigation?a=1&amp;b=2">your course</a><script>parent.location = '/'</script></p>
--b--`

async function mailsTo(address: string): Promise<Mail[]> {
  const mails: Mail[] = JSON.parse(await (await fetch(`${sandbox.url}/mail.json?to=${encodeURIComponent(address)}`)).text())
  return mails
}

test('a mail is kept with its words, its links and its reader', async () => {
  await deliver(receipt('one', 'Amina@Example.org'), 'Amina@Example.org')
  const [mail, ...others] = await mailsTo('amina@example.org')
  expect(others).toEqual([])
  expect(mail).toMatchObject({ to: ['amina@example.org'], subject: 'إيصال: Sea navigation', messageId: '<one@example.org>', copies: 1 })
  expect(mail?.links).toEqual(['http://localhost:4000/learn/sea-navigation?a=1&b=2', 'http://localhost:4000/learn/sea-navigation'])
})

test('a second copy is not shown twice, but it is counted', async () => {
  for (const host of ['127.0.0.1', '127.0.0.1', '127.0.0.1']) await deliver(receipt('two', 'yusuf@example.org'), 'yusuf@example.org', host)
  expect(await mailsTo('yusuf@example.org')).toMatchObject([{ copies: 3 }])
})

test('the same Message-ID to somebody else is another mail', async () => {
  await deliver(receipt('three', 'a@example.org'), 'a@example.org')
  await deliver(receipt('three', 'b@example.org'), 'b@example.org')
  expect([...(await mailsTo('a@example.org')), ...(await mailsTo('b@example.org'))].map(({ copies }) => copies)).toEqual([1, 1])
})

test('a mail is shown in a frame that can run and load nothing of its own', async () => {
  const [mail] = await mailsTo('amina@example.org')
  const framed = await fetch(`${sandbox.url}/mail/${mail?.id ?? 0}/html`)
  expect(framed.headers.get('content-security-policy')).toMatch(/^sandbox [^;]*; default-src 'none'/)
  expect(framed.headers.get('content-security-policy')).not.toContain('allow-scripts')
  expect(await (await fetch(`${sandbox.url}/mail/${mail?.id ?? 0}`)).text()).toMatch(/<iframe\s+class="letter"/)
  expect(await (await fetch(`${sandbox.url}/mail?to=amina`)).text()).toContain('إيصال: Sea navigation')
})

test('what is attached is listed with its digest, and can be taken out again', async () => {
  const pdf = Buffer.from('%PDF-1.7 not much of a document')
  await deliver(
    receipt('four', 'd@example.org').replace(
      'Content-Type: multipart/alternative; boundary=b\n\n--b',
      `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=one.pdf\nContent-Transfer-Encoding: base64\n\n${pdf.toString('base64')}\n--b`,
    ),
    'd@example.org',
  )
  const [mail] = await mailsTo('d@example.org')
  expect(mail?.attachments).toEqual([
    { name: 'one.pdf', contentType: 'application/pdf', bytes: pdf.length, sha256: createHash('sha256').update(pdf).digest('hex') },
  ])
  const taken = await fetch(`${sandbox.url}/mail/${mail?.id ?? 0}/attachments/0`)
  expect(Buffer.from(await taken.arrayBuffer()).equals(pdf)).toBe(true)
  expect((await fetch(`${sandbox.url}/mail/${mail?.id ?? 0}/attachments/1`)).status).toBe(404)
})

test('letters to an address are refused, for good or for now, until that is taken back', async () => {
  const answer = (with550: 550 | 451 | null) =>
    fetch(`${sandbox.url}/mail/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: 'e@example.org', answer: with550 }),
    })
  expect((await answer(550)).status).toBe(204)
  await expect(deliver(receipt('five', 'e@example.org'), 'e@example.org')).rejects.toThrow('550 No such mailbox here')
  await answer(451)
  await expect(deliver(receipt('five', 'e@example.org'), 'e@example.org')).rejects.toThrow('451 Try again later')
  await answer(null)
  await deliver(receipt('five', 'e@example.org'), 'e@example.org')
  expect(await mailsTo('e@example.org')).toHaveLength(1)
})
