import { words, type MailData, type Template } from '../mail-data.ts'

export const accessTaken: Template<MailData['access_taken']> = {
  en: (data) => ({
    subject: words`Your access to ${data.courseTitle} has ended`,
    heading: words`The course is closed to you now`,
    paragraphs: [
      words`${data.name}, ${data.tenantName} has ended the access to ${data.courseTitle} that it had given you.`,
      words`What you did in it is kept. If the course is opened to you again, you go on where you stopped.`,
    ],
    action: 'See the course',
  }),
  ar: (data) => ({
    subject: words`انتهى وصولك إلى دورة ${data.courseTitle}`,
    heading: words`لم تعد الدورة مفتوحة لك`,
    paragraphs: [
      words`${data.name}، أنهت ${data.tenantName} الوصول الذي منحتك إياه إلى دورة ${data.courseTitle}.`,
      words`ما أنجزته فيها محفوظ، فإذا فُتحت لك الدورة من جديد تابعت من حيث توقفت.`,
    ],
    action: 'افتح صفحة الدورة',
  }),
  so: (data) => ({
    subject: words`Gelitaankaagii koorsada ${data.courseTitle} wuu dhammaaday`,
    heading: words`Koorsadu hadda way kaa xiran tahay`,
    paragraphs: [
      words`${data.name}, ${data.tenantName} ayaa joojisay gelitaankii ay kuu siisay koorsada ${data.courseTitle}.`,
      words`Waxa aad qabatay waa la kaydiyey. Haddii koorsada mar kale laguu furo, halkii aad joojisay ayaad ka sii wadaysaa.`,
    ],
    action: 'Arag koorsada',
  }),
}
