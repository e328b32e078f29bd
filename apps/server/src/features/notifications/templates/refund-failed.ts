import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const refundFailed: Template<MailData['refund_failed']> = {
  en: (data) => ({
    subject: words`A refund did not go through: order ${data.orderNumber}`,
    heading: words`The provider refused a refund`,
    paragraphs: [
      words`${data.name}, ${amount(data)} for ${data.courseTitle} could not be returned. The order number is ${data.orderNumber}.`,
      words`The order says why, and lets you try again. Access has not changed.`,
    ],
    action: 'See the order',
  }),
  ar: (data) => ({
    subject: words`لم يتم استرداد مبلغ: الطلب ${data.orderNumber}`,
    heading: words`رفض مزوّد الدفع عملية استرداد`,
    paragraphs: [
      words`${data.name}، تعذّر ردّ ${amount(data)} عن دورة ${data.courseTitle}. رقم الطلب ${data.orderNumber}.`,
      words`تجد السبب في صفحة الطلب، ويمكنك المحاولة من جديد. لم يتغير شيء في إتاحة الدورة.`,
    ],
    action: 'افتح الطلب',
  }),
  so: (data) => ({
    subject: words`Lacag-celin ma dhicin: dalabka ${data.orderNumber}`,
    heading: words`Adeeg-bixiyaha lacagta ayaa diiday lacag-celin`,
    paragraphs: [
      words`${data.name}, ${amount(data)} oo koorsada ${data.courseTitle} ah lama celin karin. Lambarka dalabku waa ${data.orderNumber}.`,
      words`Dalabka ayaa sababta ku qoran tahay, mar kalena waad isku dayi kartaa. Gelitaanka koorsadu isma beddelin.`,
    ],
    action: 'Arag dalabka',
  }),
}
