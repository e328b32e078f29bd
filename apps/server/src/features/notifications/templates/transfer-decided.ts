import { amount } from '../../../amount.ts'
import { words, type MailData, type Template } from '../mail-data.ts'

export const transferAsked: Template<MailData['transfer_asked']> = {
  en: (data) => ({
    subject: words`A question about your transfer for ${data.courseTitle}`,
    heading: words`${data.tenantName} asks about your transfer`,
    paragraphs: [
      words`${data.message}`,
      words`Answer by adding another receipt to your order ${data.orderNumber} over ${amount(data)}: a clearer photo, or the page that shows the transfer. Until then ${data.courseTitle} stays closed.`,
    ],
    action: 'Open your order and answer',
  }),
  ar: (data) => ({
    subject: words`سؤال عن تحويلك مقابل ${data.courseTitle}`,
    heading: words`تسأل ${data.tenantName} عن تحويلك`,
    paragraphs: [
      words`${data.message}`,
      words`أجب بإضافة إيصال آخر إلى طلبك ${data.orderNumber} بمبلغ ${amount(data)}: صورة أوضح، أو الصفحة التي تُظهر التحويل. وحتى ذلك الحين تبقى دورة ${data.courseTitle} مغلقة.`,
    ],
    action: 'افتح طلبك وأجب',
  }),
  so: (data) => ({
    subject: words`Su'aal ku saabsan wareejintaada ${data.courseTitle}`,
    heading: words`${data.tenantName} ayaa wax ka weydiinaysa wareejintaada`,
    paragraphs: [
      words`${data.message}`,
      words`Ku jawaab adigoo rasiid kale ku dara dalabkaaga ${data.orderNumber} ee ${amount(data)}: sawir ka cad, ama bogga muujinaya wareejinta. Ilaa markaas ${data.courseTitle} way xiran tahay.`,
    ],
    action: 'Fur dalabkaaga oo ka jawaab',
  }),
}

export const transferRefused: Template<MailData['transfer_refused']> = {
  en: (data) => ({
    subject: words`Your transfer for ${data.courseTitle} was not accepted`,
    heading: words`We could not accept your transfer`,
    paragraphs: [
      words`${data.tenantName} writes: ${data.message}`,
      words`Your order ${data.orderNumber} over ${amount(data)} is closed. If money of yours has arrived, it is sent back. You can order ${data.courseTitle} again at any time.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`لم يُقبل تحويلك مقابل ${data.courseTitle}`,
    heading: words`تعذّر قبول تحويلك`,
    paragraphs: [
      words`كتبت ${data.tenantName}: ${data.message}`,
      words`أُغلق طلبك ${data.orderNumber} بمبلغ ${amount(data)}. وإن كان قد وصل منك مال فسيُعاد إليك. يمكنك طلب دورة ${data.courseTitle} من جديد متى شئت.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Wareejintaadii ${data.courseTitle} lama aqbalin`,
    heading: words`Wareejintaada waan aqbali kari weynay`,
    paragraphs: [
      words`${data.tenantName} waxay qortay: ${data.message}`,
      words`Dalabkaaga ${data.orderNumber} ee ${amount(data)} waa la xiray. Haddii lacag kaa timid, waa laguu celinayaa. Mar kasta ${data.courseTitle} waad dalban kartaa mar kale.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}

export const transferUndone: Template<MailData['transfer_undone']> = {
  en: (data) => ({
    subject: words`A correction to your order ${data.orderNumber}`,
    heading: words`We made a mistake, ${data.name}`,
    paragraphs: [
      words`A payment of ${amount(data)} for ${data.courseTitle} had been put to your order, and it was not yours. ${data.tenantName} writes: ${data.message}`,
      words`${data.courseTitle} is therefore closed until your own payment is there. Your progress is kept. We are sorry for the confusion.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`تصحيح في طلبك ${data.orderNumber}`,
    heading: words`أخطأنا يا ${data.name}`,
    paragraphs: [
      words`نُسبت إلى طلبك دفعة قدرها ${amount(data)} مقابل دورة ${data.courseTitle}، ولم تكن منك. كتبت ${data.tenantName}: ${data.message}`,
      words`لذلك أُغلقت دورة ${data.courseTitle} إلى أن تصل دفعتك أنت، وتقدّمك فيها محفوظ. نعتذر عن هذا الالتباس.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Sixid ku saabsan dalabkaaga ${data.orderNumber}`,
    heading: words`Khalad baan samaynay, ${data.name}`,
    paragraphs: [
      words`Lacag ${amount(data)} ah oo ${data.courseTitle} loo bixiyay ayaa dalabkaaga lagu daray, adigase kaama iman. ${data.tenantName} waxay qortay: ${data.message}`,
      words`Sidaas darteed ${data.courseTitle} way xiran tahay ilaa lacagtaadu timaaddo. Horumarkaaga waa la hayaa. Jahawareerka waan ka xunnahay.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}
