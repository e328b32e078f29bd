import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLog, logJob } from './log.ts'

function written(work: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  work(createLog({ production: true, logLevel: 'info' }, destination))
  return lines.join('')
}

describe('the log', () => {
  it('holds no secret, wherever somebody puts one', () => {
    const text = written((log) => {
      const headers = { cookie: 'canary', authorization: 'canary', 'set-cookie': ['canary'], accept: 'fine' }
      log.info(
        {
          password: 'canary',
          token: 'canary',
          body: 'canary',
          request: { headers, body: 'canary' },
          person: { newPassword: 'canary' },
          headers,
        },
        'line',
      )
    })
    expect(text).not.toContain('canary')
    expect(text).toContain('fine')
  })

  it('says of a job what it was, how it went and what it was about', () => {
    const text = written((log) =>
      logJob(log, { job: 'payments.sync', id: 'j1', data: { paymentId: 'p1' }, milliseconds: 12.4, error: new Error('no answer') }),
    )
    expect(JSON.parse(text)).toMatchObject({
      level: 'error',
      job: 'payments.sync',
      jobId: 'j1',
      paymentId: 'p1',
      ms: 12,
      outcome: 'failed',
      err: { message: 'no answer' },
    })
  })
})
