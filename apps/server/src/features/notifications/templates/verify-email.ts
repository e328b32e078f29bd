import { words, type AccountMailData, type Template } from '../mail-data.ts'

export const verifyEmail: Template<AccountMailData['verify_email']> = {
  en: (data) => ({
    subject: words`Confirm your email address`,
    heading: words`Welcome, ${data.name}`,
    paragraphs: [
      words`Please confirm that this address is yours. The link works for three days.`,
      words`If you did not create an account, you can ignore this mail.`,
    ],
    action: 'Confirm my address',
  }),
  ar: (data) => ({
    subject: words`أكّد عنوان بريدك الإلكتروني`,
    heading: words`أهلًا بك يا ${data.name}`,
    paragraphs: [words`نرجو أن تؤكد أن هذا العنوان لك. يعمل الرابط ثلاثة أيام.`, words`إن لم تكن قد أنشأت حسابًا فتجاهل هذه الرسالة.`],
    action: 'أؤكد عنواني',
  }),
  so: (data) => ({
    subject: words`Xaqiiji cinwaanka iimaylkaaga`,
    heading: words`Soo dhowow, ${data.name}`,
    paragraphs: [
      words`Fadlan xaqiiji in cinwaankani yahay kaaga. Linkigu wuxuu shaqaynayaa saddex maalmood.`,
      words`Haddii aanad akoon samaysan, fariintan iska dhaaf.`,
    ],
    action: 'Xaqiiji cinwaankayga',
  }),
}
