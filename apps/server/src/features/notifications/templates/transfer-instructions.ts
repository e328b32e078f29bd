import { amount } from '../../../amount.ts'
import { dayOf } from '../../../dates.ts'
import { words, type MailData, type Template } from '../mail-data.ts'

export const transferInstructions: Template<MailData['transfer_instructions']> = {
  en: (data) => ({
    subject: words`How to pay for ${data.courseTitle} by bank transfer`,
    heading: words`Send ${amount(data)} to open your course`,
    paragraphs: [
      words`To: ${data.holder}, ${data.bankName}`,
      words`Account: ${data.account}`,
      words`Amount: ${amount(data)}`,
      words`Reference: ${data.reference}`,
      words`Write the reference exactly as it stands here: it is how we know that the money is yours. Please send it by ${dayOf(data.dueAt, 'en')}.`,
      ...(data.note === '' ? [] : [words`${data.note}`]),
      words`When you have sent it, add a photo of the receipt to your order. ${data.courseTitle} opens as soon as the money is confirmed. Your order number is ${data.orderNumber}.`,
    ],
    action: 'Open your order and add the receipt',
  }),
  ar: (data) => ({
    subject: words`كيف تدفع ثمن ${data.courseTitle} بتحويل مصرفي`,
    heading: words`أرسل ${amount(data)} لتُفتح لك الدورة`,
    paragraphs: [
      words`إلى: ${data.holder}، ${data.bankName}`,
      words`الحساب: ${data.account}`,
      words`المبلغ: ${amount(data)}`,
      words`المرجع: ${data.reference}`,
      words`اكتب المرجع كما هو هنا تمامًا، فبه نعرف أن المبلغ منك. نرجو إرساله قبل ${dayOf(data.dueAt, 'ar')}.`,
      ...(data.note === '' ? [] : [words`${data.note}`]),
      words`بعد الإرسال أضف صورة الإيصال إلى طلبك. تُفتح دورة ${data.courseTitle} فور تأكيد وصول المبلغ. رقم طلبك ${data.orderNumber}.`,
    ],
    action: 'افتح طلبك وأضف الإيصال',
  }),
  so: (data) => ({
    subject: words`Sida aad ${data.courseTitle} ugu bixinayso wareejin bangi`,
    heading: words`Dir ${amount(data)} si koorsadu kuugu furanto`,
    paragraphs: [
      words`Ku dir: ${data.holder}, ${data.bankName}`,
      words`Xisaabta: ${data.account}`,
      words`Cadadka: ${amount(data)}`,
      words`Tixraaca: ${data.reference}`,
      words`Tixraaca u qor sida uu halkan u yaallo: isagaan ku garanaynaa in lacagtu kaaga timid. Fadlan dir ka hor ${dayOf(data.dueAt, 'so')}.`,
      ...(data.note === '' ? [] : [words`${data.note}`]),
      words`Marka aad dirto, sawirka rasiidka ku dar dalabkaaga. ${data.courseTitle} way furmaysaa isla marka lacagta la xaqiijiyo. Lambarka dalabkaagu waa ${data.orderNumber}.`,
    ],
    action: 'Fur dalabkaaga oo rasiidka ku dar',
  }),
}
