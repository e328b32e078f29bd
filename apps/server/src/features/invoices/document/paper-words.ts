import type { CreditReason, InvoiceKind, Language, Provider } from '@edurise/contracts'

/** Everything that a paper says by itself. Values come set apart from the direction of the sentence. */
export interface PaperWords {
  kinds: Record<InvoiceKind, string>
  billedTo: string
  seller: string
  issued: string
  order: string
  vatId: string
  reference: string
  corrects: string
  what: string
  quantity: string
  amount: string
  subtotal: string
  discount: string
  tax: string
  total: string
  credited: string
  paid: (provider: Provider | 'other', date: string) => string
  sentBack: (provider: Provider | 'other', date: string) => string
  why: Record<CreditReason, (invoice: string, date: string, amount: string) => string>
  version: (version: number, date: string, before: number) => string
  page: (page: number, pages: number) => string
  logoOf: (seller: string) => string
}

const en: PaperWords = {
  kinds: { invoice: 'Invoice', credit_note: 'Credit note' },
  billedTo: 'Billed to',
  seller: 'Sold by',
  issued: 'Date of issue',
  order: 'Order number',
  vatId: 'VAT number',
  reference: 'Your reference',
  corrects: 'Corrects invoice',
  what: 'What',
  quantity: 'Quantity',
  amount: 'Amount',
  subtotal: 'Subtotal',
  discount: 'Discount',
  tax: 'Tax',
  total: 'Total, paid',
  credited: 'Sent back',
  paid: (provider, date) =>
    ({
      stripe: `Paid by card on ${date}.`,
      paypal: `Paid with PayPal on ${date}.`,
      bank_transfer: `Paid by bank transfer on ${date}.`,
      other: `Paid on ${date}.`,
    })[provider],
  sentBack: (provider, date) =>
    ({
      stripe: `Sent back to the card on ${date}.`,
      paypal: `Sent back through PayPal on ${date}.`,
      bank_transfer: `Sent back by bank transfer on ${date}.`,
      other: `Sent back on ${date}.`,
    })[provider],
  why: {
    refund: (invoice, date, amount) =>
      `This note corrects invoice ${invoice} of ${date}: ${amount} of what was paid for it has been refunded to the buyer.`,
    chargeback: (invoice, date, amount) =>
      `This note corrects invoice ${invoice} of ${date}: the buyer’s bank took back ${amount} of what was paid for it after a dispute.`,
  },
  version: (version, date, before) => `Version ${version} of ${date}. It replaces version ${before} under the same number.`,
  page: (page, pages) => `Page ${page} of ${pages}`,
  logoOf: (seller) => `Logo of ${seller}`,
}

const ar: PaperWords = {
  kinds: { invoice: 'فاتورة', credit_note: 'إشعار دائن' },
  billedTo: 'المشتري',
  seller: 'البائع',
  issued: 'تاريخ الإصدار',
  order: 'رقم الطلب',
  vatId: 'الرقم الضريبي',
  reference: 'مرجعكم',
  corrects: 'تصحيح للفاتورة',
  what: 'البيان',
  quantity: 'الكمية',
  amount: 'المبلغ',
  subtotal: 'المجموع الفرعي',
  discount: 'الخصم',
  tax: 'الضريبة',
  total: 'المجموع، مدفوع',
  credited: 'المبلغ المُعاد',
  paid: (provider, date) =>
    ({
      stripe: `دُفعت بالبطاقة في ${date}.`,
      paypal: `دُفعت عن طريق PayPal في ${date}.`,
      bank_transfer: `دُفعت بتحويل مصرفي في ${date}.`,
      other: `دُفعت في ${date}.`,
    })[provider],
  sentBack: (provider, date) =>
    ({
      stripe: `أُعيد المبلغ إلى البطاقة في ${date}.`,
      paypal: `أُعيد المبلغ عن طريق PayPal في ${date}.`,
      bank_transfer: `أُعيد المبلغ بتحويل مصرفي في ${date}.`,
      other: `أُعيد المبلغ في ${date}.`,
    })[provider],
  why: {
    refund: (invoice, date, amount) =>
      `يصحّح هذا الإشعار الفاتورة ${invoice} المؤرخة في ${date}: أُعيد إلى المشتري ${amount} من المبلغ المدفوع عنها.`,
    chargeback: (invoice, date, amount) =>
      `يصحّح هذا الإشعار الفاتورة ${invoice} المؤرخة في ${date}: استردّ مصرف المشتري ${amount} من المبلغ المدفوع عنها بعد نزاع.`,
  },
  version: (version, date, before) => `النسخة ${version} بتاريخ ${date}، وتحل محل النسخة ${before} بالرقم نفسه.`,
  page: (page, pages) => `صفحة ${page} من ${pages}`,
  logoOf: (seller) => `شعار ${seller}`,
}

const so: PaperWords = {
  kinds: { invoice: 'Biil', credit_note: 'Warqadda celinta' },
  billedTo: 'Iibsadaha',
  seller: 'Waxaa iibiyay',
  issued: 'Taariikhda la bixiyay',
  order: 'Lambarka dalabka',
  vatId: 'Lambarka canshuurta',
  reference: 'Tixraacaaga',
  corrects: 'Wuxuu saxayaa biilka',
  what: 'Faahfaahin',
  quantity: 'Tirada',
  amount: 'Lacagta',
  subtotal: 'Wadarta hore',
  discount: 'Qiimo-dhimis',
  tax: 'Canshuur',
  total: 'Wadarta, waa la bixiyay',
  credited: 'La celiyay',
  paid: (provider, date) =>
    ({
      stripe: `Waxaa kaar lagu bixiyay ${date}.`,
      paypal: `Waxaa PayPal lagu bixiyay ${date}.`,
      bank_transfer: `Waxaa wareejin bangi lagu bixiyay ${date}.`,
      other: `Waxaa la bixiyay ${date}.`,
    })[provider],
  sentBack: (provider, date) =>
    ({
      stripe: `Waxaa kaarka lagu celiyay ${date}.`,
      paypal: `Waxaa PayPal lagu celiyay ${date}.`,
      bank_transfer: `Waxaa wareejin bangi lagu celiyay ${date}.`,
      other: `Waxaa la celiyay ${date}.`,
    })[provider],
  why: {
    refund: (invoice, date, amount) =>
      `Warqaddani waxay saxaysaa biilka ${invoice} ee ${date}: lacagtii la bixiyay ${amount} ayaa iibsadaha loo celiyay.`,
    chargeback: (invoice, date, amount) =>
      `Warqaddani waxay saxaysaa biilka ${invoice} ee ${date}: bangiga iibsaduhu ${amount} ayuu dib ugala noqday muran kadib.`,
  },
  version: (version, date, before) => `Nooca ${version}, ${date}. Wuxuu beddelay nooca ${before}, lambarku waa isla kii.`,
  page: (page, pages) => `Bogga ${page} ee ${pages}`,
  logoOf: (seller) => `Astaanta ${seller}`,
}

export const paperWords: Record<Language, PaperWords> = { en, ar, so }
