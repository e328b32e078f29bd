import { words, type MailData, type Template } from '../mail-data.ts'

export const accessEnded: Template<MailData['access_ended']> = {
  en: (data) => ({
    subject: words`Your access to ${data.courseTitle} has ended`,
    heading: words`The course is closed to you now`,
    paragraphs: [
      words`${data.name}, your payment for ${data.courseTitle} by ${data.tenantName} was returned or called back, so the course is no longer open to you.`,
      words`What you did in it is kept. If you enrol again, you go on where you stopped.`,
    ],
    action: 'See the course',
  }),
  ar: (data) => ({
    subject: words`انتهى وصولك إلى دورة ${data.courseTitle}`,
    heading: words`لم تعد الدورة مفتوحة لك`,
    paragraphs: [
      words`${data.name}، أُعيدت دفعتك مقابل دورة ${data.courseTitle} التي تقدّمها ${data.tenantName} أو سُحبت، ولذلك لم تعد الدورة مفتوحة لك.`,
      words`ما أنجزته فيها محفوظ، فإذا سجّلت من جديد تابعت من حيث توقفت.`,
    ],
    action: 'افتح صفحة الدورة',
  }),
  so: (data) => ({
    subject: words`Gelitaankaagii koorsada ${data.courseTitle} wuu dhammaaday`,
    heading: words`Koorsadu hadda way kaa xiran tahay`,
    paragraphs: [
      words`${data.name}, lacagtii aad ku bixisay koorsada ${data.courseTitle} ee ${data.tenantName} waa la celiyey ama waa la noqday, sidaas darteed koorsadu kuuma furna.`,
      words`Waxa aad qabatay waa la kaydiyey. Haddii aad mar kale isdiiwaangeliso, halkii aad joojisay ayaad ka sii wadaysaa.`,
    ],
    action: 'Arag koorsada',
  }),
}
