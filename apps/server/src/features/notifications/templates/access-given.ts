import { words, type MailData, type Template } from '../mail-data.ts'

export const accessGiven: Template<MailData['access_given']> = {
  en: (data) => ({
    subject: words`A course is open to you: ${data.courseTitle}`,
    heading: words`${data.tenantName} has opened a course to you`,
    paragraphs: [
      words`${data.name}, ${data.courseTitle} is open to you from now on. There is nothing to pay.`,
      words`If you have been in it before, you go on where you stopped.`,
    ],
    action: 'Go to the course',
  }),
  ar: (data) => ({
    subject: words`فُتحت لك دورة: ${data.courseTitle}`,
    heading: words`فتحت لك ${data.tenantName} دورة`,
    paragraphs: [
      words`${data.name}، أصبحت دورة ${data.courseTitle} مفتوحة لك من الآن، وليس عليك دفع شيء.`,
      words`إن كنت قد درست فيها من قبل، تابعت من حيث توقفت.`,
    ],
    action: 'انتقل إلى الدورة',
  }),
  so: (data) => ({
    subject: words`Koorso ayaa laguu furay: ${data.courseTitle}`,
    heading: words`${data.tenantName} ayaa koorso kuu furtay`,
    paragraphs: [
      words`${data.name}, koorsada ${data.courseTitle} hadda way kuu furan tahay. Wax lacag ah lagaaga ma baahna.`,
      words`Haddii aad hore ugu jirtay, halkii aad joojisay ayaad ka sii wadaysaa.`,
    ],
    action: 'Tag koorsada',
  }),
}
