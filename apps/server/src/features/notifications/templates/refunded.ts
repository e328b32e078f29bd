import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const refunded: Template<MailData['refunded']> = {
  en: (data) => ({
    subject: words`Your refund for ${data.courseTitle}`,
    heading: words`Your money is on its way back`,
    paragraphs: [
      words`We returned ${amount(data)} for ${data.courseTitle} the way you paid. Banks take 5 to 10 days to show it.`,
      words`Your order number is ${data.orderNumber}. The credit note is with your order.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`استرداد مبلغ دورة ${data.courseTitle}`,
    heading: words`نقودك في طريق العودة إليك`,
    paragraphs: [
      words`أعدنا ${amount(data)} من ثمن دورة ${data.courseTitle} بالطريقة التي دفعت بها، وقد يستغرق ظهور المبلغ لدى المصرف من خمسة أيام إلى عشرة.`,
      words`رقم طلبك ${data.orderNumber}، وتجد الإشعار الدائن مع الطلب.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Lacag-celinta koorsada ${data.courseTitle}`,
    heading: words`Lacagtaadu way soo noqonaysaa`,
    paragraphs: [
      words`Waxaan ${amount(data)} oo koorsada ${data.courseTitle} ah ku celinnay sidii aad ku bixisay. Bangiyadu waxay qaataan 5 ilaa 10 maalmood inay muujiyaan.`,
      words`Lambarka dalabkaagu waa ${data.orderNumber}. Warqadda lacag-celinta waxaad ka helaysaa dalabkaaga.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}
