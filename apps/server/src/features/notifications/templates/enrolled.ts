import { words, type MailData, type Template } from '../mail-data.ts'

export const enrolled: Template<MailData['enrolled']> = {
  en: (data) => ({
    subject: words`You are enrolled: ${data.courseTitle}`,
    heading: words`Welcome to the course, ${data.name}`,
    paragraphs: [
      words`You are enrolled in ${data.courseTitle} by ${data.tenantName}. It is free, and yours to keep.`,
      words`Start whenever you like: your place is remembered.`,
    ],
    action: 'Start the first lesson',
  }),
  ar: (data) => ({
    subject: words`تم تسجيلك: ${data.courseTitle}`,
    heading: words`أهلًا بك في الدورة يا ${data.name}`,
    paragraphs: [
      words`سُجّلتَ في دورة ${data.courseTitle} التي تقدّمها ${data.tenantName}. الدورة مجانية وتبقى لك.`,
      words`ابدأ متى شئت، وسنحفظ لك الموضع الذي وصلت إليه.`,
    ],
    action: 'ابدأ الدرس الأول',
  }),
  so: (data) => ({
    subject: words`Waad isdiiwaangelisay: ${data.courseTitle}`,
    heading: words`Ku soo dhowow koorsada, ${data.name}`,
    paragraphs: [
      words`Waxaad ka diiwaangashan tahay koorsada ${data.courseTitle} oo ay bixiso ${data.tenantName}. Waa bilaash, adigaana iska leh.`,
      words`Bilow marka aad rabto: halka aad joogto waan kuu xasuusanaynaa.`,
    ],
    action: 'Bilow casharka koowaad',
  }),
}
