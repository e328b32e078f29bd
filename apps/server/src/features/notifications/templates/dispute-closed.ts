import { amount } from '../../../amount.ts'
import { words, type MailData, type Template, type Words } from '../mail-data.ts'

type Data = MailData['dispute_closed']
type Ends = Record<Data['outcome'], (data: Data) => Words>

const en: Ends = {
  won: (data) => words`It was decided for ${data.tenantName}: ${amount(data)} stays yours, and the course stays open to the buyer.`,
  lost: (data) => words`It was decided for the buyer: ${amount(data)} has gone back to them, and the course is closed to them.`,
  partial: (data) => words`It was decided in part for the buyer: ${amount(data)} has gone back to them.`,
  withdrawn: (data) => words`The buyer has withdrawn it: ${amount(data)} stays yours, and the course stays open to them.`,
  prevented: (data) => words`It was settled before it became a dispute. It was about ${amount(data)}.`,
}
const ar: Ends = {
  won: (data) => words`حُسم النزاع لصالح ${data.tenantName}: يبقى مبلغ ${amount(data)} لكم، وتبقى الدورة مفتوحة للمشتري.`,
  lost: (data) => words`حُسم النزاع لصالح المشتري: أُعيد إليه مبلغ ${amount(data)}، وأُغلقت الدورة أمامه.`,
  partial: (data) => words`حُسم النزاع لصالح المشتري جزئيًا: أُعيد إليه مبلغ ${amount(data)}.`,
  withdrawn: (data) => words`تنازل المشتري عن النزاع: يبقى مبلغ ${amount(data)} لكم، وتبقى الدورة مفتوحة له.`,
  prevented: (data) => words`سُوّي الأمر قبل أن يصبح نزاعًا. كان المبلغ ${amount(data)}.`,
}
const so: Ends = {
  won: (data) => words`Waxaa loo xukumay ${data.tenantName}: ${amount(data)} adigaa iska leh, koorsaduna way u sii furan tahay iibsadaha.`,
  lost: (data) => words`Waxaa loo xukumay iibsadaha: ${amount(data)} ayaa loo celiyey, koorsadiina way ka xiran tahay.`,
  partial: (data) => words`Qayb ayaa loo xukumay iibsadaha: ${amount(data)} ayaa loo celiyey.`,
  withdrawn: (data) => words`Iibsaduhu wuu ka noqday murankii: ${amount(data)} adigaa iska leh, koorsaduna way u sii furan tahay.`,
  prevented: (data) => words`Waa la xalliyey ka hor inta aanu muran noqon. Lacagtu waxay ahayd ${amount(data)}.`,
}

export const disputeClosed: Template<Data> = {
  en: (data) => ({
    subject: words`The dispute about order ${data.orderNumber} is closed`,
    heading: words`A dispute has been decided`,
    paragraphs: [
      words`${data.name}, the dispute about the payment for ${data.courseTitle} is closed. The order number is ${data.orderNumber}.`,
      en[data.outcome](data),
    ],
    action: 'See the order',
  }),
  ar: (data) => ({
    subject: words`أُغلق النزاع على الطلب ${data.orderNumber}`,
    heading: words`بُتّ في أحد النزاعات`,
    paragraphs: [words`${data.name}، أُغلق النزاع على ثمن دورة ${data.courseTitle}. رقم الطلب ${data.orderNumber}.`, ar[data.outcome](data)],
    action: 'افتح الطلب',
  }),
  so: (data) => ({
    subject: words`Murankii dalabka ${data.orderNumber} waa la xiray`,
    heading: words`Muran ayaa go'aan laga gaaray`,
    paragraphs: [
      words`${data.name}, murankii lacagta koorsada ${data.courseTitle} waa la xiray. Lambarka dalabku waa ${data.orderNumber}.`,
      so[data.outcome](data),
    ],
    action: 'Arag dalabka',
  }),
}
