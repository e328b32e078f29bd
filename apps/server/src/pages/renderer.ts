import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Language, Portal, Subject } from '@edurise/contracts'

/** Calls a procedure with the rights of a visitor. */
export type Call = (operation: { kind: 'query' | 'mutation'; path: string; input: unknown }) => Promise<unknown>

export interface RenderOptions {
  call: Call
  locale: Language
  tenant: (Portal & { stylesheet: string }) | null
  origin: string
  marketplace: string
}

/** What the web app's build for the server offers. */
export interface Renderer {
  render: (url: string, options: RenderOptions) => Promise<{ status: number; html: string; headers: Record<string, string> }>
  drawCover: (
    seed: string,
    subject: Subject,
    options: { width: number; height: number; hue?: number; lessons?: readonly { m: number; k: string; s: number }[] },
  ) => string
}

/** Loads the built web app, or answers null where none was built. */
export async function loadRenderer(webDist: string): Promise<Renderer | null> {
  const file = join(webDist, 'server/entry-server.js')
  if (!existsSync(file)) return null
  return asRenderer(await import(pathToFileURL(file).href))
}

/** The two apps share no source: that the built file keeps this shape is what the page tests hold. */
function asRenderer(built: unknown): Renderer {
  return built as Renderer
}
