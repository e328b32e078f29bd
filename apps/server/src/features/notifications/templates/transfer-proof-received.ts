import { amount } from '../../../amount.ts'
import { words, type MailData, type Template } from '../mail-data.ts'

export const transferProofReceived: Template<MailData['transfer_proof_received']> = {
  en: (data) => ({
    subject: words`We have your receipt for ${data.courseTitle}`,
    heading: words`Thank you, ${data.name}`,
    paragraphs: [
      words`${data.tenantName} now compares your receipt with the money on its account. You need not do anything.`,
      words`${data.courseTitle} opens as soon as ${amount(data)} is confirmed, and we write to you then. Your order number is ${data.orderNumber}.`,
    ],
    action: 'See how your order stands',
  }),
  ar: (data) => ({
    subject: words`وصلنا إيصالك لدورة ${data.courseTitle}`,
    heading: words`شكرًا لك يا ${data.name}`,
    paragraphs: [
      words`تطابق ${data.tenantName} الآن إيصالك مع المبلغ في حسابها، ولا يلزمك فعل شيء.`,
      words`تُفتح دورة ${data.courseTitle} فور تأكيد مبلغ ${amount(data)}، وسنكتب إليك عندها. رقم طلبك ${data.orderNumber}.`,
    ],
    action: 'تابع حالة طلبك',
  }),
  so: (data) => ({
    subject: words`Rasiidkaagii ${data.courseTitle} waa na soo gaaray`,
    heading: words`Waad ku mahadsan tahay, ${data.name}`,
    paragraphs: [
      words`${data.tenantName} ayaa hadda rasiidkaaga la barbardhigaysa lacagta xisaabteeda ku jirta. Waxba lagaama rabo.`,
      words`${data.courseTitle} way furmaysaa isla marka ${amount(data)} la xaqiijiyo, markaasna waan kuu soo qoraynaa. Lambarka dalabkaagu waa ${data.orderNumber}.`,
    ],
    action: 'Arag xaaladda dalabkaaga',
  }),
}
