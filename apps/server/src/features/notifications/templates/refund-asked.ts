import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const refundAsked: Template<MailData['refund_asked']> = {
  en: (data) => ({
    subject: words`A learner asks for their money back: order ${data.orderNumber}`,
    heading: words`A refund waits for your decision`,
    paragraphs: [
      words`${data.name}, a learner of ${data.tenantName} asks for ${amount(data)} back for ${data.courseTitle}. The order number is ${data.orderNumber}.`,
      words`Until you decide, the course stays open to them.`,
    ],
    action: 'Decide',
  }),
  ar: (data) => ({
    subject: words`متعلم يطلب استرداد ماله: الطلب ${data.orderNumber}`,
    heading: words`طلب استرداد ينتظر قرارك`,
    paragraphs: [
      words`${data.name}، يطلب أحد متعلمي ${data.tenantName} استرداد ${amount(data)} عن دورة ${data.courseTitle}. رقم الطلب ${data.orderNumber}.`,
      words`تبقى الدورة مفتوحة له إلى أن تقرر.`,
    ],
    action: 'اتخذ القرار',
  }),
  so: (data) => ({
    subject: words`Arday ayaa lacagtiisa dib u dalbanaya: dalabka ${data.orderNumber}`,
    heading: words`Codsi lacag-celin ayaa go'aankaaga sugaya`,
    paragraphs: [
      words`${data.name}, arday ka tirsan ${data.tenantName} ayaa dib u dalbanaya ${amount(data)} oo uu ku bixiyay koorsada ${data.courseTitle}. Lambarka dalabku waa ${data.orderNumber}.`,
      words`Ilaa aad go'aansato koorsadu way u furan tahay.`,
    ],
    action: "Go'aanso",
  }),
}
