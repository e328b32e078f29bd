import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const refunded: Template<MailData['refunded']> = {
  en: (data) => ({
    subject: words`Your refund for ${data.courseTitle}`,
    heading: words`Your money is on its way back`,
    paragraphs: [
      words`We returned ${amount(data)} for ${data.courseTitle} the way you paid. Banks take 5 to 10 days to show it.`,
      data.attached
        ? words`Your order number is ${data.orderNumber}. The credit note is attached, and stays with your order.`
        : words`Your order number is ${data.orderNumber}. The credit note is with your order, where you can download it.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`استرداد مبلغ دورة ${data.courseTitle}`,
    heading: words`نقودك في طريق العودة إليك`,
    paragraphs: [
      words`أعدنا ${amount(data)} من ثمن دورة ${data.courseTitle} بالطريقة التي دفعت بها، وقد يستغرق ظهور المبلغ لدى المصرف من خمسة أيام إلى عشرة.`,
      data.attached
        ? words`رقم طلبك ${data.orderNumber}. الإشعار الدائن مرفق بهذه الرسالة، ويبقى مع الطلب أيضًا.`
        : words`رقم طلبك ${data.orderNumber}، وتجد الإشعار الدائن مع الطلب حيث يمكنك تنزيله.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Lacag-celinta koorsada ${data.courseTitle}`,
    heading: words`Lacagtaadu way soo noqonaysaa`,
    paragraphs: [
      words`Waxaan ${amount(data)} oo koorsada ${data.courseTitle} ah ku celinnay sidii aad ku bixisay. Bangiyadu waxay qaataan 5 ilaa 10 maalmood inay muujiyaan.`,
      data.attached
        ? words`Lambarka dalabkaagu waa ${data.orderNumber}. Warqadda celintu way ku lifaaqan tahay, dalabkaagana way ku jirtaa.`
        : words`Lambarka dalabkaagu waa ${data.orderNumber}. Warqadda celinta waxaad kala soo degi kartaa dalabkaaga.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}
