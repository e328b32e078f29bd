import { words, type MailData, type Template } from '../mail-data.ts'

export const refundDeclined: Template<MailData['refund_declined']> = {
  en: (data) => ({
    subject: words`Your refund request for ${data.courseTitle}`,
    heading: words`We cannot return your money, ${data.name}`,
    paragraphs: [
      words`${data.tenantName} has looked at your request for ${data.courseTitle} and declined it. They wrote: ${data.answer}`,
      words`The course stays open to you. Your order number is ${data.orderNumber}.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`طلبك استرداد ثمن دورة ${data.courseTitle}`,
    heading: words`تعذّر ردّ مالك يا ${data.name}`,
    paragraphs: [
      words`نظرت ${data.tenantName} في طلبك بشأن دورة ${data.courseTitle} ورفضته، وكتبت: ${data.answer}`,
      words`تبقى الدورة مفتوحة لك. رقم طلبك ${data.orderNumber}.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Codsigaaga lacag-celinta ee koorsada ${data.courseTitle}`,
    heading: words`Lacagta kuma soo celin karno, ${data.name}`,
    paragraphs: [
      words`${data.tenantName} waxay eegtay codsigaaga koorsada ${data.courseTitle} wayna diidday. Waxay qortay: ${data.answer}`,
      words`Koorsadu way kuu furan tahay. Lambarka dalabkaagu waa ${data.orderNumber}.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}
