import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const paymentPending: Template<MailData['payment_pending']> = {
  en: (data) => ({
    subject: words`Your payment is on its way: ${data.courseTitle}`,
    heading: words`We are waiting for your payment`,
    paragraphs: [
      words`Your payment of ${amount(data)} for ${data.courseTitle} has started, and your bank has not confirmed it yet.`,
      words`You need not do anything. The course opens by itself as soon as the money is confirmed, and we write to you then. Your order number is ${data.orderNumber}.`,
    ],
    action: 'See how your order stands',
  }),
  ar: (data) => ({
    subject: words`دفعتك في الطريق: ${data.courseTitle}`,
    heading: words`ننتظر تأكيد دفعتك`,
    paragraphs: [
      words`بدأت عملية دفع ${amount(data)} مقابل دورة ${data.courseTitle}، ولم يؤكدها مصرفك بعد.`,
      words`لا يلزمك فعل شيء: تُفتح الدورة تلقائيًا فور تأكيد المبلغ، وسنكتب إليك عندها. رقم طلبك ${data.orderNumber}.`,
    ],
    action: 'تابع حالة طلبك',
  }),
  so: (data) => ({
    subject: words`Lacagtaadu way soo socotaa: ${data.courseTitle}`,
    heading: words`Waxaan sugaynaa lacagtaada`,
    paragraphs: [
      words`Bixinta ${amount(data)} ee koorsada ${data.courseTitle} way bilaabatay, bangigaaguse weli ma xaqiijin.`,
      words`Waxba lagaama rabo. Koorsadu keligeed ayay furmaysaa marka lacagta la xaqiijiyo, markaasna waan kuu soo qoraynaa. Lambarka dalabkaagu waa ${data.orderNumber}.`,
    ],
    action: 'Arag xaaladda dalabkaaga',
  }),
}
