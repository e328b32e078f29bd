import { words, type MailData, type Template } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

export const disputeOpened: Template<MailData['dispute_opened']> = {
  en: (data) => ({
    subject: words`A payment is disputed: order ${data.orderNumber}`,
    heading: words`A buyer's bank asks for the money back`,
    paragraphs: [
      words`${data.name}, a payment of ${amount(data)} to ${data.tenantName} for ${data.courseTitle} has been disputed. The order number is ${data.orderNumber}.`,
      words`The provider tells you until when you can answer. Until it is decided, the amount is held back.`,
    ],
    action: 'See the order',
  }),
  ar: (data) => ({
    subject: words`نزاع على دفعة: الطلب ${data.orderNumber}`,
    heading: words`مصرف أحد المشترين يطلب استعادة المبلغ`,
    paragraphs: [
      words`${data.name}، فُتح نزاع على دفعة قدرها ${amount(data)} إلى ${data.tenantName} مقابل دورة ${data.courseTitle}. رقم الطلب ${data.orderNumber}.`,
      words`يخبرك مزوّد الدفع بآخر موعد للرد. ويبقى المبلغ محجوزًا إلى أن يُبتّ في النزاع.`,
    ],
    action: 'افتح الطلب',
  }),
  so: (data) => ({
    subject: words`Lacag-bixin ayaa lagu murmay: dalabka ${data.orderNumber}`,
    heading: words`Bangiga iibsade ayaa lacagta dib u dalbanaya`,
    paragraphs: [
      words`${data.name}, lacag-bixin ${amount(data)} ah oo loogu talagalay ${data.tenantName} ee koorsada ${data.courseTitle} ayaa lagu murmay. Lambarka dalabku waa ${data.orderNumber}.`,
      words`Adeeg-bixiyaha lacagta ayaa kuu sheegaya goorta ugu dambaysa ee aad ka jawaabi karto. Ilaa la go'aamiyo lacagta waa la hayaa.`,
    ],
    action: 'Arag dalabka',
  }),
}
