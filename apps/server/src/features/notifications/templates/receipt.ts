import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const receipt: Template<MailData['receipt']> = {
  en: (data) => ({
    subject: words`Your receipt for ${data.courseTitle}`,
    heading: words`You are in, ${data.name}`,
    paragraphs: [
      words`We received your payment of ${amount(data)} for ${data.courseTitle} by ${data.tenantName}.`,
      data.attached
        ? words`Your order number is ${data.orderNumber}. The invoice is attached, and stays with your order.`
        : words`Your order number is ${data.orderNumber}. The invoice is with your order, where you can download it.`,
      words`The course is open to you now.`,
    ],
    action: 'See your order and start',
  }),
  ar: (data) => ({
    subject: words`إيصال الدفع: ${data.courseTitle}`,
    heading: words`أهلًا بك في الدورة يا ${data.name}`,
    paragraphs: [
      words`استلمنا دفعتك وقدرها ${amount(data)} مقابل دورة ${data.courseTitle} التي تقدّمها ${data.tenantName}.`,
      data.attached
        ? words`رقم طلبك ${data.orderNumber}. الفاتورة مرفقة بهذه الرسالة، وتبقى مع الطلب أيضًا.`
        : words`رقم طلبك ${data.orderNumber}، وتجد الفاتورة مع الطلب حيث يمكنك تنزيلها.`,
      words`الدورة مفتوحة لك الآن.`,
    ],
    action: 'افتح طلبك وابدأ التعلّم',
  }),
  so: (data) => ({
    subject: words`Rasiidkaaga koorsada ${data.courseTitle}`,
    heading: words`Waad ku soo biirtay, ${data.name}`,
    paragraphs: [
      words`Waxaan helnay lacagtaada ${amount(data)} ee koorsada ${data.courseTitle} oo ay bixiso ${data.tenantName}.`,
      data.attached
        ? words`Lambarka dalabkaagu waa ${data.orderNumber}. Biilku wuu ku lifaaqan yahay, dalabkaagana wuu ku jiraa.`
        : words`Lambarka dalabkaagu waa ${data.orderNumber}. Biilka waxaad kala soo degi kartaa dalabkaaga.`,
      words`Koorsadu hadda way kuu furan tahay.`,
    ],
    action: 'Arag dalabkaaga oo bilow',
  }),
}
