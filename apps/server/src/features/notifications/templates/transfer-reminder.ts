import { amount } from '../../../amount.ts'
import { dayOf } from '../../../dates.ts'
import { words, type MailData, type Template } from '../mail-data.ts'

export const transferReminder: Template<MailData['transfer_reminder']> = {
  en: (data) => ({
    subject: words`Your transfer for ${data.courseTitle} is due by ${dayOf(data.dueAt, 'en')}`,
    heading: words`${amount(data)} has not arrived yet`,
    paragraphs: [
      words`${data.name}, your order ${data.orderNumber} for ${data.courseTitle} waits for ${amount(data)} until ${dayOf(data.dueAt, 'en')}.`,
      words`To: ${data.holder}, ${data.bankName}`,
      words`Account: ${data.account}`,
      words`Reference: ${data.reference}`,
      words`If you have sent it already, add a photo of the receipt to your order, and it waits for you. Money that comes later still counts.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`آخر موعد لتحويلك مقابل ${data.courseTitle} هو ${dayOf(data.dueAt, 'ar')}`,
    heading: words`لم يصل مبلغ ${amount(data)} بعد`,
    paragraphs: [
      words`${data.name}، طلبك ${data.orderNumber} لدورة ${data.courseTitle} ينتظر ${amount(data)} حتى ${dayOf(data.dueAt, 'ar')}.`,
      words`إلى: ${data.holder}، ${data.bankName}`,
      words`الحساب: ${data.account}`,
      words`المرجع: ${data.reference}`,
      words`إن كنت قد أرسلت المبلغ فأضف صورة الإيصال إلى طلبك ليبقى في انتظارك. وما يصل بعد الموعد يُحتسب لك أيضًا.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Wareejinta ${data.courseTitle} waa in ay timaaddo ka hor ${dayOf(data.dueAt, 'so')}`,
    heading: words`${amount(data)} weli ma iman`,
    paragraphs: [
      words`${data.name}, dalabkaaga ${data.orderNumber} ee ${data.courseTitle} wuxuu ${amount(data)} sugayaa ilaa ${dayOf(data.dueAt, 'so')}.`,
      words`Ku dir: ${data.holder}, ${data.bankName}`,
      words`Xisaabta: ${data.account}`,
      words`Tixraaca: ${data.reference}`,
      words`Haddii aad hore u dirtay, sawirka rasiidka ku dar dalabkaaga, waana ku sugayaa. Lacagta goor dambe timaaddana way tirsan tahay.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}
