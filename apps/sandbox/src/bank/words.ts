import type { Language } from '../pages/words.ts'

export type SendProblem = 'iban' | 'amount' | 'currency' | 'remittance'

interface Words {
  readonly label: string
  readonly title: string
  readonly lead: string
  readonly accounts: string
  readonly noAccounts: string
  readonly noHolder: string
  readonly send: string
  readonly sendHelp: string
  readonly iban: string
  readonly ibanHelp: string
  readonly amount: string
  readonly currency: string
  readonly counterparty: string
  readonly remittance: string
  readonly remittanceHelp: string
  readonly sendButton: string
  readonly sent: (ref: string) => string
  readonly problemTitle: string
  readonly problems: Readonly<Record<SendProblem, string>>
  readonly bookings: string
  readonly noBookings: string
  readonly statement: string
  readonly from: string
  readonly to: string
  readonly format: string
  readonly download: string
  readonly desk: string
  readonly language: string
}

export const bankWords: Readonly<Record<Language, Words>> = {
  en: {
    label: 'Sandbox: no real money',
    title: 'The bank',
    lead: 'Every bank account of this development machine. Send money as a buyer would, then take the statement to the shop.',
    accounts: 'Accounts',
    noAccounts: 'No account yet. The first money that is sent to one opens it.',
    noHolder: 'Account',
    send: 'Send money',
    sendHelp: 'As a buyer’s bank would. Nothing real moves.',
    iban: 'To the account',
    ibanHelp: 'An IBAN or an account number, as the shop shows it.',
    amount: 'Amount',
    currency: 'Currency',
    counterparty: 'Sender',
    remittance: 'Reference',
    remittanceHelp: 'What the sender writes: the shop’s reference, or something else.',
    sendButton: 'Send',
    sent: (ref) => `Booked under ${ref}.`,
    problemTitle: 'Not sent yet',
    problems: {
      iban: 'This is no IBAN or account number. Check its digits.',
      amount: 'Write an amount above zero, such as 49.00.',
      currency: 'Write a currency in three letters, such as USD.',
      remittance: 'Write at most 140 characters.',
    },
    bookings: 'Latest bookings',
    noBookings: 'Nothing has been booked.',
    statement: 'Statement',
    from: 'From',
    to: 'To',
    format: 'Format',
    download: 'Download',
    desk: 'The desk',
    language: 'Language',
  },
  ar: {
    label: 'بيئة تجريبية: لا أموال حقيقية',
    title: 'المصرف',
    lead: 'كل الحسابات المصرفية على هذا الجهاز. أرسل مالًا كما يفعل المشتري، ثم خذ كشف الحساب إلى المتجر.',
    accounts: 'الحسابات',
    noAccounts: 'لا حسابات بعد. يُفتح الحساب مع أول مبلغ يُرسل إليه.',
    noHolder: 'حساب',
    send: 'إرسال مال',
    sendHelp: 'كما يفعل مصرف المشتري. لا ينتقل مال حقيقي.',
    iban: 'إلى الحساب',
    ibanHelp: 'رقم آيبان أو رقم حساب كما يظهر في المتجر.',
    amount: 'المبلغ',
    currency: 'العملة',
    counterparty: 'المرسل',
    remittance: 'المرجع',
    remittanceHelp: 'ما يكتبه المرسل: مرجع المتجر أو أي نص آخر.',
    sendButton: 'إرسال',
    sent: (ref) => `قُيّد برقم \u2066${ref}\u2069.`,
    problemTitle: 'لم يُرسل بعد',
    problems: {
      iban: 'هذا ليس رقم آيبان ولا رقم حساب. تحقق من أرقامه.',
      amount: 'اكتب مبلغًا أكبر من صفر، مثل 49.00.',
      currency: 'اكتب رمز العملة بثلاثة أحرف، مثل USD.',
      remittance: 'لا يزيد النص عن 140 حرفًا.',
    },
    bookings: 'أحدث القيود',
    noBookings: 'لم يُقيَّد شيء بعد.',
    statement: 'كشف الحساب',
    from: 'من',
    to: 'إلى',
    format: 'الصيغة',
    download: 'تنزيل',
    desk: 'المكتب',
    language: 'اللغة',
  },
  so: {
    label: 'Tijaabo: lacag dhab ah ma aha',
    title: 'Bangiga',
    lead: 'Dhammaan xisaabaadka bangiga ee kombiyuutarkan. Lacag u dir sida iibsaduhu u diro, kadibna warbixinta xisaabta gee dukaanka.',
    accounts: 'Xisaabaadka',
    noAccounts: 'Weli xisaab ma jirto. Lacagta ugu horreysa ee loo diro ayaa furta.',
    noHolder: 'Xisaab',
    send: 'Lacag dir',
    sendHelp: 'Sida bangiga iibsaduhu yeelo. Lacag dhab ah ma guurto.',
    iban: 'Xisaabta loo dirayo',
    ibanHelp: 'IBAN ama lambar xisaabeed, sida dukaanku u muujiyo.',
    amount: 'Cadadka',
    currency: 'Nooca lacagta',
    counterparty: 'Diraha',
    remittance: 'Tixraaca',
    remittanceHelp: 'Waxa diruhu qoro: tixraaca dukaanka ama wax kale.',
    sendButton: 'Dir',
    sent: (ref) => `Waxaa lagu diiwaangeliyay ${ref}.`,
    problemTitle: 'Weli lama dirin',
    problems: {
      iban: 'Kani ma aha IBAN ama lambar xisaabeed. Hubi lambarrada.',
      amount: 'Qor cadad eber ka weyn, sida 49.00.',
      currency: 'Qor lacagta saddex xaraf, sida USD.',
      remittance: 'Ugu badnaan 140 xaraf qor.',
    },
    bookings: 'Diiwaangelinta ugu dambeysay',
    noBookings: 'Weli waxba lama diiwaangelin.',
    statement: 'Warbixinta xisaabta',
    from: 'Laga bilaabo',
    to: 'Ilaa',
    format: 'Qaabka',
    download: 'Soo dejiso',
    desk: 'Miiska',
    language: 'Luqadda',
  },
}
