import type { Language } from './words.ts'

interface PaypalWords {
  readonly label: string
  readonly title: string
  readonly payer: string
  readonly approve: (amount: string) => string
  readonly slow: string
  readonly declined: string
  readonly slowHelp: string
  readonly declinedHelp: string
  readonly others: string
  readonly cancel: string
  readonly doneTitle: string
  readonly doneText: string
  readonly back: string
  readonly goneTitle: string
  readonly goneText: string
}

export const paypalWords: Readonly<Record<Language, PaypalWords>> = {
  en: {
    label: 'PayPal sandbox: no real money',
    title: 'Pay with PayPal',
    payer: 'You are signed in as',
    approve: (amount) => `Agree and pay ${amount}`,
    slow: 'Agree, and let PayPal review it first',
    declined: 'Agree, and let the bank decline it',
    slowHelp: 'The money comes when the review ends: see the control page.',
    declinedHelp: 'The shop is told when it takes the money.',
    others: 'Other outcomes to try',
    cancel: 'Cancel and return to the shop',
    doneTitle: 'You have agreed',
    doneText: 'The shop takes the money now. You may return to it.',
    back: 'Return to the shop',
    goneTitle: 'This payment has ended',
    goneText: 'Nothing was taken. Begin again in the shop.',
  },
  ar: {
    label: 'بيئة PayPal التجريبية: لا نقود حقيقية',
    title: 'الدفع عبر PayPal',
    payer: 'أنت مسجل الدخول باسم',
    approve: (amount) => `أوافق وأدفع \u2066${amount}\u2069`,
    slow: 'أوافق، ولتراجع PayPal الدفعة أولًا',
    declined: 'أوافق، وليرفضها المصرف',
    slowHelp: 'يصل المال حين تنتهي المراجعة: انظر صفحة التحكم.',
    declinedHelp: 'يُبلَّغ المتجر حين يسحب المال.',
    others: 'نتائج أخرى للتجربة',
    cancel: 'ألغِ وعُد إلى المتجر',
    doneTitle: 'لقد وافقت',
    doneText: 'يسحب المتجر المال الآن، ويمكنك العودة إليه.',
    back: 'عُد إلى المتجر',
    goneTitle: 'انتهت هذه الدفعة',
    goneText: 'لم يُسحب شيء. ابدأ من جديد في المتجر.',
  },
  so: {
    label: 'Tijaabada PayPal: lacag dhab ah ma jirto',
    title: 'Ku bixi PayPal',
    payer: 'Waxaad ku jirtaa akoonka',
    approve: (amount) => `Waan oggolahay, bixi ${amount}`,
    slow: 'Waan oggolahay, PayPal ha eegto marka hore',
    declined: 'Waan oggolahay, bangigu ha diido',
    slowHelp: 'Lacagtu waxay timaaddaa marka eegiddu dhammaato: arag bogga xakamaynta.',
    declinedHelp: 'Dukaanka waxaa loo sheegaa marka uu lacagta qaadanayo.',
    others: 'Natiijooyin kale oo la tijaabin karo',
    cancel: 'Ka noqo oo dukaanka ku laabo',
    doneTitle: 'Waad oggolaatay',
    doneText: 'Dukaanku hadda ayuu lacagta qaadanayaa. Waad ku noqon kartaa.',
    back: 'Ku noqo dukaanka',
    goneTitle: 'Lacag-bixintani way dhammaatay',
    goneText: 'Lacag lama jarin. Dukaanka mar kale ka bilow.',
  },
}
