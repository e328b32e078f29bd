import { dayOf } from '../../../dates.ts'
import { amount } from '../../../amount.ts'
import { words, type MailData, type Template } from '../mail-data.ts'

export const disputeDue: Template<MailData['dispute_due']> = {
  en: (data) => ({
    subject: words`Answer by ${dayOf(data.dueAt, 'en')}: the dispute about order ${data.orderNumber}`,
    heading: words`A dispute waits for your answer`,
    paragraphs: [
      words`${data.name}, the payment of ${amount(data)} to ${data.tenantName} for ${data.courseTitle} is disputed, and nobody has answered yet. The order number is ${data.orderNumber}.`,
      words`Your answer is heard until ${dayOf(data.dueAt, 'en')}. After that the buyer's bank decides without it. What we know of the purchase is already written down for you: read it and send it.`,
    ],
    action: 'Answer the dispute',
  }),
  ar: (data) => ({
    subject: words`أجب قبل ${dayOf(data.dueAt, 'ar')}: النزاع على الطلب ${data.orderNumber}`,
    heading: words`نزاع ينتظر ردّك`,
    paragraphs: [
      words`${data.name}، هناك نزاع على دفعة قدرها ${amount(data)} إلى ${data.tenantName} مقابل دورة ${data.courseTitle}، ولم يردّ عليه أحد بعد. رقم الطلب ${data.orderNumber}.`,
      words`يُقبل ردّك حتى ${dayOf(data.dueAt, 'ar')}، وبعد ذلك يبتّ مصرف المشتري في الأمر من دونه. كل ما نعرفه عن عملية الشراء مكتوب لك، فما عليك إلا أن تقرأه وترسله.`,
    ],
    action: 'ردّ على النزاع',
  }),
  so: (data) => ({
    subject: words`Ka jawaab ka hor ${dayOf(data.dueAt, 'so')}: murankii dalabka ${data.orderNumber}`,
    heading: words`Muran ayaa jawaabtaada sugaya`,
    paragraphs: [
      words`${data.name}, lacag-bixinta ${amount(data)} ah ee loo diray ${data.tenantName} ee koorsada ${data.courseTitle} ayaa lagu murmay, cidina weli kama jawaabin. Lambarka dalabku waa ${data.orderNumber}.`,
      words`Jawaabtaada waxaa la aqbalayaa ilaa ${dayOf(data.dueAt, 'so')}. Kaddib bangiga iibsadaha ayaa go'aan gaaraya isaga oo aan ku sugin. Waxa aan ka naqaan iibka waa kuu qoran yahay: akhri oo dir.`,
    ],
    action: 'Ka jawaab muranka',
  }),
}
