import { z } from 'zod'
import { operations, type Operation } from './document.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign)

const box = 'margin:8px 0;padding:12px;background:#f7f6f2;border-radius:8px;overflow:auto;font-size:13px;line-height:20px'
const schema = (title: string, type: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
  return `<details><summary>${title}</summary><pre tabindex="0" style="${box}">${escaped(JSON.stringify(rest, null, 2))}</pre></details>`
}

function section({ path, promise, refusals }: Operation): string {
  const method = promise.kind === 'query' ? 'GET' : 'POST'
  return `<section id="${path}" style="margin:0 0 32px;padding:0 0 24px;border-block-end:1px solid #e3e1da">
<h2 style="margin:0 0 4px;font-size:20px">${path}</h2>
<p style="margin:0 0 8px"><code>${method} /api/v1/trpc/${path}</code>. For: ${promise.allow}.</p>
${schema('Input', promise.input, 'input')}
${schema('Answer', promise.output, 'output')}
<p style="margin:8px 0 0;font-size:15px">Refusals: ${refusals.map(({ status, codes }) => `${status} ${codes.map((code) => `<code>${code}</code>`).join(' ')}`).join('; ')}</p>
</section>`
}

let page: string | undefined

/** The API document as a page that needs no script and nothing from elsewhere. */
export function documentPage(): string {
  const all = operations()
  return (page ??= `<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>API of Edurise</title></head>
<body style="margin:0 auto;max-width:880px;padding:32px 20px;font:17px/26px system-ui,sans-serif;color:#161923;background:#ffffff">
<main>
<h1 style="font-size:32px;line-height:40px">API of Edurise</h1>
<p>Every procedure, as the server keeps it. The same as a document: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
<nav aria-label="Procedures"><ul>${all.map(({ path }) => `<li><a href="#${path}">${path}</a></li>`).join('')}</ul></nav>
${all.map(section).join('\n')}
</main>
</body>
</html>
`)
}
