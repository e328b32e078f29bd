import type { Language } from '@edurise/contracts'
import type { Words, Wording } from './mail-data.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

function joined({ literals, values }: Words, show: (value: string) => string, literal: (text: string) => string = (text) => text): string {
  return literals.map((text, index) => literal(text) + (index < values.length ? show(oneLine(values[index] ?? '')) : '')).join('')
}

const html = (words: Words) => joined(words, (value) => `<bdi>${escaped(value)}</bdi>`, escaped)
/** First-strong isolates do in plain text what <bdi> does in HTML. */
const plain = (words: Words) => joined(words, (value) => `\u2068${value}\u2069`)

const fonts = {
  en: "'Atkinson Hyperlegible Next', system-ui, -apple-system, 'Segoe UI', Arial, sans-serif",
  so: "'Atkinson Hyperlegible Next', system-ui, -apple-system, 'Segoe UI', Arial, sans-serif",
  ar: "'Noto Sans Arabic', system-ui, -apple-system, 'Segoe UI', Tahoma, sans-serif",
} as const satisfies Record<Language, string>

/** Lays a mail out, as text and as HTML without tables, pictures or anything loaded from elsewhere. */
export function layOut(wording: Wording, url: string, locale: Language): { subject: string; text: string; html: string } {
  const direction = locale === 'ar' ? 'rtl' : 'ltr'
  const paragraphs = wording.paragraphs.map(
    (words) => `<p style="margin:0 0 16px;font-size:17px;line-height:26px;color:#3d4250">${html(words)}</p>`,
  )
  return {
    subject: plain(wording.subject),
    text: `${plain(wording.heading)}\n\n${wording.paragraphs.map(plain).join('\n\n')}\n\n${wording.action}:\n${url}\n\nEdurise\n`,
    html: `<!doctype html>
<html lang="${locale}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${html(wording.subject).replace(/<\/?bdi>/g, '')}</title></head>
<body style="margin:0;padding:24px 12px;background:#f7f6f2;font-family:${fonts[locale]}">
<div dir="${direction}" style="max-width:560px;margin:0 auto;padding:32px 28px;background:#ffffff;border:1px solid #e3e1da;border-radius:14px;text-align:start">
<p style="margin:0 0 24px;font-size:15px;line-height:22px;font-weight:700;color:#3a55c4">Edurise</p>
<h1 style="margin:0 0 16px;font-size:27px;line-height:34px;font-weight:600;color:#161923">${html(wording.heading)}</h1>
${paragraphs.join('\n')}
<p style="margin:28px 0 0"><a href="${escaped(url)}" style="display:inline-block;padding:12px 22px;border-radius:10px;background:#3a55c4;color:#ffffff;font-size:17px;line-height:24px;font-weight:600;text-decoration:none">${escaped(wording.action)}</a></p>
</div>
</body>
</html>
`,
  }
}
