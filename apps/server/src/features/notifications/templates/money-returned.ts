import { words, type MailData, type Template, type Words } from '../mail-data.ts'
import { amount } from '../../../amount.ts'

type Data = MailData['money_returned']
type Why = Record<Data['reason'], (data: Data) => Words>

const en: Why = {
  duplicate: (data) => words`You had paid for ${data.courseTitle} already, so we sent the second payment back.`,
  unfulfillable: (data) => words`${data.courseTitle} could not be opened to you any more when your payment arrived, so we sent it back.`,
  mismatch: (data) => words`What arrived for ${data.courseTitle} was not the amount of your order, so we sent it back.`,
  surplus: (data) => words`More arrived for ${data.courseTitle} than its price, so we are sending the difference back.`,
}
const ar: Why = {
  duplicate: (data) => words`كنت قد دفعت ثمن دورة ${data.courseTitle} من قبل، فأعدنا إليك الدفعة الثانية.`,
  unfulfillable: (data) => words`لم يعد ممكنًا فتح دورة ${data.courseTitle} لك حين وصلت دفعتك، فأعدناها إليك.`,
  mismatch: (data) => words`لم يطابق المبلغ الذي وصل لدورة ${data.courseTitle} مبلغ طلبك، فأعدناه إليك.`,
  surplus: (data) => words`وصل لدورة ${data.courseTitle} أكثر من ثمنها، فنعيد إليك الفرق.`,
}
const so: Why = {
  duplicate: (data) => words`Hore ayaad u bixisay lacagta koorsada ${data.courseTitle}, sidaas darteed lacagtii labaad waan kuu celinnay.`,
  unfulfillable: (data) =>
    words`Koorsada ${data.courseTitle} laguuma furi karin markii ay lacagtaadu timid, sidaas darteed waan kuu celinnay.`,
  mismatch: (data) => words`Lacagta u timid koorsada ${data.courseTitle} ma ahayn qaddarka dalabkaaga, sidaas darteed waan kuu celinnay.`,
  surplus: (data) =>
    words`Koorsada ${data.courseTitle} waxaa u timid lacag ka badan qiimaheeda, sidaas darteed farqiga ayaan kuu celinaynaa.`,
}

export const moneyReturned: Template<Data> = {
  en: (data) => ({
    subject: words`We are sending ${amount(data)} back to you`,
    heading: words`We are sorry, ${data.name}`,
    paragraphs: [
      en[data.reason](data),
      words`${amount(data)} goes back the way you paid. Banks take 5 to 10 days to show it. Your order number is ${data.orderNumber}.`,
    ],
    action: 'See your order',
  }),
  ar: (data) => ({
    subject: words`نعيد إليك ${amount(data)}`,
    heading: words`نعتذر إليك يا ${data.name}`,
    paragraphs: [
      ar[data.reason](data),
      words`يعود مبلغ ${amount(data)} بالطريقة التي دفعت بها، وقد يستغرق ظهوره لدى المصرف من خمسة أيام إلى عشرة. رقم طلبك ${data.orderNumber}.`,
    ],
    action: 'افتح طلبك',
  }),
  so: (data) => ({
    subject: words`Waxaan kuu celinaynaa ${amount(data)}`,
    heading: words`Waan ka xunnahay, ${data.name}`,
    paragraphs: [
      so[data.reason](data),
      words`${amount(data)} waxay ku noqonaysaa sidii aad ku bixisay. Bangiyadu waxay qaataan 5 ilaa 10 maalmood inay muujiyaan. Lambarka dalabkaagu waa ${data.orderNumber}.`,
    ],
    action: 'Arag dalabkaaga',
  }),
}
