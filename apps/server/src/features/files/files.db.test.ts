import { readFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inTenant } from '@edurise/db'
import { UploadedFile } from '@edurise/contracts'
import Fastify, { type FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../gateways/files-on-disk.ts'
import { useWorld, type SignedIn } from '../../testing/world.ts'
import { storeFile } from './index.ts'
import { filesRoutes, rangeOf } from './routes.ts'

const folder = await mkdtemp(join(tmpdir(), 'edurise-files-'))
const world = useWorld({ parts: ({ config }) => ({ files: filesOnDisk({ ...config, filesUrl: pathToFileURL(folder).href }) }) })
let app: FastifyInstance
let caller: SignedIn | null = null

beforeAll(async () => {
  app = Fastify({ forceCloseConnections: true })
  const contextOf = () => world.contextOf(caller?.person ?? null, caller)
  await app.register(filesRoutes, { platform: world.platform, contextOf })
})
afterAll(() => app.close())

async function upload(
  as: SignedIn | null,
  name: string,
  type: string,
  bytes: Uint8Array | string,
  headers: Record<string, string> = { 'x-edurise': '1' },
) {
  caller = as
  const form = new FormData()
  form.set('file', new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name, { type }))
  const encoded = new Response(form)
  const payload = Buffer.from(await encoded.arrayBuffer())
  return app.inject({
    method: 'POST',
    url: '/api/v1/files',
    payload,
    headers: { 'content-type': encoded.headers.get('content-type') ?? '', ...headers },
  })
}

const refused = (answer: { json: () => unknown }) => answer.json()
const vtt = 'WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n'
const picture = (format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif', width = 40) =>
  sharp({ create: { width, height: 20, channels: 3, background: '#268' } })
    .withExif({ IFD0: { Copyright: 'a secret place' } })
    .toFormat(format)
    .toBuffer()
const film = () => readFile(new URL('../../../demo/harbour/sea-navigation/video/two-bearings.webm', import.meta.url))

describe('an upload', () => {
  it.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)('that is a %s is drawn anew, without what was hidden in it', async (format) => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const answer = await upload(teacher, `rose.${format}`, `image/${format}`, await picture(format, format === 'png' ? 3_000 : 40))
    expect(answer.statusCode).toBe(200)
    const file = UploadedFile.parse(answer.json())
    expect(file).toMatchObject({ kind: 'image', name: 'rose.webp', mime: 'image/webp' })
    const { rawPayload, headers } = await app.inject(file.url)
    const { format: kept, exif, width } = await sharp(rawPayload).metadata()
    expect({ kept, exif, width }).toEqual({ kept: 'webp', exif: undefined, width: format === 'png' ? 2_400 : 40 })
    expect(rawPayload.includes('a secret place')).toBe(false)
    expect(headers).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    })
  })

  it('that is a film is kept as it is, and played from any place', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const bytes = await film()
    const file = UploadedFile.parse((await upload(teacher, 'two bearings.webm', 'video/webm', bytes)).json())
    expect(file).toMatchObject({ kind: 'video', bytes: bytes.length })
    const part = await app.inject({ url: file.url, headers: { range: 'bytes=10-19' } })
    expect([part.statusCode, part.headers['content-range'], part.rawPayload]).toEqual([
      206,
      `bytes 10-19/${bytes.length}`,
      bytes.subarray(10, 20),
    ])
    expect((await app.inject({ url: file.url, headers: { range: `bytes=${bytes.length}-` } })).statusCode).toBe(416)
    expect((await app.inject(file.url)).rawPayload.equals(bytes)).toBe(true)
  })

  it('that is not what it says, or is of no kind we show, is refused', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const png = await picture('png')
    const attempts = [
      upload(teacher, 'a.jpg', 'image/jpeg', png),
      upload(teacher, 'a.png', 'image/jpeg', png),
      upload(teacher, 'a.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      upload(teacher, 'a.png', 'image/png', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
      upload(teacher, 'a.html', 'text/html', '<script>alert(1)</script>'),
      upload(teacher, 'a.webm', 'video/webm', '<script>alert(1)</script>'),
      upload(teacher, 'a.mp4', 'video/mp4', await film()),
      upload(teacher, 'a.vtt', 'text/vtt', '<script>alert(1)</script>'),
      upload(teacher, 'a.vtt', 'text/vtt', 'WEBVTT\n\nno cue'),
      upload(teacher, 'a.png', 'image/png', png.subarray(0, 60)),
      upload(teacher, 'a.png', 'image/png', ''),
    ]
    for (const attempt of attempts) expect(refused(await attempt)).toMatchObject({ refused: { code: 'FILE_KIND_UNKNOWN' } })
    expect(UploadedFile.parse((await upload(teacher, '../../x/en.vtt', 'text/vtt', vtt)).json())).toMatchObject({
      kind: 'captions',
      name: 'en.vtt',
    })
  })

  it('that is too large is refused, and leaves nothing behind', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const answer = await upload(teacher, 'a.vtt', 'text/vtt', `${vtt}${'x'.repeat(600_000)}`)
    expect([answer.statusCode, refused(answer)]).toMatchObject([413, { refused: { code: 'FILE_TOO_LARGE', data: { maxBytes: 500_000 } } }])
    const rows = await world.db.open.selectFrom('files').select('id').where('tenant_id', '=', teacher.tenantId).execute()
    expect(rows).toEqual([])
  })

  it('is for who may author in this portal, and from our own pages', async () => {
    const teacher = await world.signedIn({ role: 'teacher' })
    const [student, stranger] = [await world.signedIn({ role: 'student', tenant: teacher }), await world.signedIn({ role: 'teacher' })]
    expect(refused(await upload(null, 'a.vtt', 'text/vtt', vtt))).toMatchObject({ refused: { code: 'SIGN_IN_REQUIRED' } })
    expect(refused(await upload(student, 'a.vtt', 'text/vtt', vtt))).toMatchObject({ refused: { code: 'NOT_ALLOWED' } })
    expect(refused(await upload({ ...stranger, tenantId: teacher.tenantId }, 'a.vtt', 'text/vtt', vtt))).toMatchObject({
      refused: { code: 'NOT_ALLOWED' },
    })
    expect(refused(await upload(teacher, 'a.vtt', 'text/vtt', vtt, {}))).toMatchObject({ refused: { code: 'CROSS_SITE_REQUEST' } })
  })
})

describe('the address of a file', () => {
  it('opens that file alone, and not for ever', async () => {
    const { tenantId } = await world.signedIn({ role: 'teacher' })
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
    const fileId = await inTenant(world.platform.db, tenantId, (trx) =>
      storeFile(trx, world.platform, { tenantId, kind: 'image', name: 'ours.svg', mime: 'image/svg+xml', bytes, createdBy: null }),
    )
    const url = world.platform.files.urlOf({ tenantId, fileId, name: 'ours.svg' })
    const opened = await app.inject(url)
    expect([opened.statusCode, opened.headers['content-type'], opened.headers['content-security-policy']]).toEqual([
      200,
      'image/svg+xml',
      expect.stringMatching(/^sandbox/),
    ])
    expect(url).toBe(world.platform.files.urlOf({ tenantId, fileId, name: 'ours.svg' }))
    const other = (await world.signedIn()).tenantId
    const signature = new URL(url, 'http://x').searchParams.get('s') ?? ''
    for (const wrong of [
      url.replace(/s=./, 's=_'),
      url.replace(/e=\d+/, 'e=9999999999'),
      url.replace(tenantId, other),
      `/files/${tenantId}/${fileId}/x`,
      url.replace(signature, ''),
    ]) {
      expect((await app.inject(wrong)).statusCode).toBe(404)
    }
    const past = filesOnDisk({ ...world.platform.config, now: () => new Date(world.clock.now().getTime() - 13 * 3_600_000) })
    expect((await app.inject(past.urlOf({ tenantId, fileId, name: 'ours.svg' }))).statusCode).toBe(404)
  })
})

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=10-500', { start: 10, end: 99 }],
    ['bytes=-5', { start: 95, end: 99 }],
    ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=1-2,4-5', null],
    ['lines=1-2', null],
    ['bytes=-', null],
  ] as const)('%s of a hundred', (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range)
  })
})
