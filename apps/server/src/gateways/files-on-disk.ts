import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { fileUrls } from './file-urls.ts'
import type { Files } from './files.ts'

const keys = /^[0-9a-f-]{36}\/[0-9a-f-]{36}$/

/** Files in a folder of this machine. A file is there whole or not at all. */
export function filesOnDisk({
  filesUrl,
  authSecret,
  now = () => new Date(),
}: {
  filesUrl: string
  authSecret: string
  now?: () => Date
}): Files {
  const folder = fileURLToPath(filesUrl)
  const pathOf = (key: string) => {
    if (!keys.test(key)) throw new TypeError('not a key of a file')
    return join(folder, key)
  }
  return {
    async write(key, bytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true })
      const unfinished = `${path}.${randomUUID()}`
      try {
        await pipeline(
          bytes instanceof Readable ? bytes : Readable.from([bytes]),
          createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }),
        )
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
    },
    async read(key, range) {
      // Opened first: a file that is not there is an error of this call, and not of a stream that somebody reads later.
      const handle = await open(pathOf(key))
      return handle.createReadStream({ autoClose: true, ...range })
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    urlOf: fileUrls(authSecret, now).urlOf,
  }
}
