import type { FastifyInstance, FastifyRequest } from 'fastify'
import { simpleParser } from 'mailparser'
import { z } from 'zod'
import { mailboxPage, mailPage } from '../pages/mail.ts'
import { queryOf, sendPage } from '../pages/layout.ts'
import type { World } from '../world.ts'
import { findMail, listMails, rawMail, setAnswer } from './mailbox.ts'

const Query = z.object({
  to: z.string().max(200).optional(),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
const Answer = z.strictObject({ to: z.string().max(254), answer: z.union([z.literal(550), z.literal(451), z.null()]) })
const pageSize = 25

type MailRequest = FastifyRequest<{ Params: { id: string } }>

/** The mailbox, for people and (`/mail.json`) for tests. */
export function mailRoutes(app: FastifyInstance, world: World): void {
  const read = (request: FastifyRequest) => Query.safeParse(Object.fromEntries(queryOf(request.raw.url))).data ?? {}

  app.get('/mail', (request, reply) => {
    const { to, before } = read(request)
    const mails = listMails(world, { to, before, limit: pageSize + 1 })
    return sendPage(reply, mailboxPage(mails.slice(0, pageSize), { to: to ?? '', older: mails.length > pageSize }))
  })
  app.get('/mail.json', (request, reply) => {
    const { to, before, limit = 100 } = read(request)
    return reply.send(listMails(world, { to, exact: true, before, limit }))
  })
  /** Makes the mail server refuse letters to an address, for good or for now, until told otherwise. */
  app.post('/mail/answers', (request, reply) => {
    const asked = Answer.safeParse(request.body)
    if (!asked.success) return reply.code(400).send({ error: asked.error.message })
    setAnswer(world, asked.data.to, asked.data.answer)
    return reply.code(204).send()
  })
  app.get('/mail/:id', (request: MailRequest, reply) => {
    const mail = findMail(world, Number(request.params.id))
    return mail === undefined ? reply.callNotFound() : sendPage(reply, mailPage(mail))
  })
  app.get('/mail/:id/html', (request: MailRequest, reply) => {
    const mail = findMail(world, Number(request.params.id))
    if (mail?.html === undefined || mail.html === null) return reply.callNotFound()
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
      )
      .header('referrer-policy', 'no-referrer')
      .send(`<base target="_blank">${mail.html}`)
  })
  app.get('/mail/:id/raw', (request: MailRequest, reply) => {
    const raw = rawMail(world, Number(request.params.id))
    return raw === undefined
      ? reply.callNotFound()
      : reply.header('content-type', 'text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').send(raw)
  })
  app.get('/mail/:id/attachments/:index', async (request: FastifyRequest<{ Params: { id: string; index: string } }>, reply) => {
    const raw = rawMail(world, Number(request.params.id))
    const attachment = raw && (await simpleParser(raw)).attachments[Number(request.params.index)]
    if (!attachment) return reply.callNotFound()
    return reply
      .header('content-type', attachment.contentType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename ?? 'attachment')}`)
      .header('x-content-type-options', 'nosniff')
      .send(attachment.content)
  })
}
