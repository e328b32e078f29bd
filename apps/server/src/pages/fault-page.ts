import type { Language } from '@edurise/contracts'
import { languageOf } from './languages.ts'

const texts: Record<Language, { title: string; text: string; retry: string; quote: string }> = {
  en: {
    title: 'This page could not be shown',
    text: 'The fault is ours, not yours. Please try again in a moment.',
    retry: 'Try again',
    quote: 'If you write to us, quote this number:',
  },
  ar: {
    title: 'تعذّر عرض هذه الصفحة',
    text: 'الخلل من عندنا لا منك. حاول مرة أخرى بعد لحظات.',
    retry: 'حاول مرة أخرى',
    quote: 'إن راسلتنا فاذكر هذا الرقم:',
  },
  so: {
    title: 'Boggan lama soo bandhigi karin',
    text: 'Khaladku waa annaga, adiga ma aha. Fadlan wax yar ka dib isku day mar kale.',
    retry: 'Isku day mar kale',
    quote: 'Haddii aad noo soo qorto, sheeg lambarkan:',
  },
}

/** What is shown when rendering itself has failed: it needs nothing but this file. */
export function faultPage(url: string, requestId: string): string {
  const language = languageOf(url)
  const { title, text, retry, quote } = texts[language]
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title></head>
<body style="font-family:system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1.25rem;line-height:1.6">
<h1>${title}</h1><p>${text}</p><p><a href="">${retry}</a></p><p>${quote} <code dir="ltr">${requestId.replace(/[^\w-]/g, '')}</code></p>
</body></html>
`
}
