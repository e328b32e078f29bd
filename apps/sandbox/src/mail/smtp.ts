import { createHash } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { listenOnLoopback } from '../listen.ts'
import type { World } from '../world.ts'
import { answerTo, keepMail } from './mailbox.ts'

/** A mail server that takes everything for everybody and sends nothing on. */
export async function serveMail(port: number, world: World): Promise<{ port: number; close: () => Promise<void> }> {
  const servers: SMTPServer[] = []
  const bound = await listenOnLoopback(() => {
    const smtp = new SMTPServer({
      authOptional: true,
      banner: 'Sandbox: this mail goes nowhere',
      closeTimeout: 500,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      size: 10_000_000,
      onAuth: (_auth, _session, callback) => callback(null, { user: 'anybody' }),
      onRcptTo({ address }, _session, callback) {
        const answer = answerTo(world, address)
        if (answer === null) return callback()
        const words = answer === 550 ? 'No such mailbox here' : 'Try again later'
        return callback(Object.assign(new Error(words), { responseCode: answer }))
      },
      onData(stream, session, callback) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('error', callback)
        stream.on('end', () => {
          if (stream.sizeExceeded) return callback(Object.assign(new Error('The message is larger than 10 MB.'), { responseCode: 552 }))
          const raw = Buffer.concat(chunks)
          simpleParser(raw).then(
            (parsed) => {
              const { mailFrom, rcptTo } = session.envelope
              keepMail(world, {
                raw,
                messageId: parsed.messageId,
                sender: parsed.from?.text ?? (mailFrom === false ? '' : mailFrom.address),
                recipients: rcptTo.map(({ address }) => address.toLowerCase()),
                subject: parsed.subject ?? '',
                text: parsed.text ?? '',
                html: parsed.html === false ? undefined : parsed.html,
                attachments: parsed.attachments.map(({ filename = '', contentType, content }) => ({
                  name: filename,
                  contentType,
                  bytes: content.length,
                  sha256: createHash('sha256').update(content).digest('hex'),
                })),
              })
              callback()
            },
            (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
          )
        })
      },
    })
    smtp.on('error', () => undefined)
    servers.push(smtp)
    return smtp.server
  }, port)
  return {
    port: bound.port,
    async close() {
      await Promise.all(servers.map((smtp) => new Promise<void>((resolve) => smtp.close(() => resolve()))))
    },
  }
}
