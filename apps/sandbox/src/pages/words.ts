export type Language = 'en' | 'ar' | 'so'

export type FieldProblem = 'email' | 'number' | 'expiry' | 'expiry-past' | 'cvc'

interface Words {
  readonly label: string
  readonly title: string
  readonly summary: string
  readonly total: string
  readonly email: string
  readonly cardTitle: string
  readonly number: string
  readonly expiry: string
  readonly expiryHelp: string
  readonly cvc: string
  readonly pay: (amount: string) => string
  readonly back: string
  readonly keepCard: string
  readonly payWith: string
  readonly testCards: string
  readonly testCardsHelp: string
  readonly cards: Readonly<Record<'success' | 'declined' | 'insufficient' | 'disputed', string>>
  readonly problems: Readonly<Record<FieldProblem, string>>
  readonly declines: Readonly<Record<string, string>> & { readonly other: string }
  readonly problemTitle: string
  readonly paidTitle: string
  readonly paidText: string
  readonly processingTitle: string
  readonly processingText: string
  readonly carryOn: string
  readonly expiredTitle: string
  readonly expiredText: string
  readonly unknownTitle: string
  readonly unknownText: string
  readonly quantity: (count: number) => string
  readonly language: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    label: 'Sandbox: no real money',
    title: 'Pay by card',
    summary: 'Your order',
    total: 'Total today',
    email: 'E-mail',
    cardTitle: 'Card',
    number: 'Card number',
    expiry: 'Expires',
    expiryHelp: 'Month and year, such as 12/34',
    cvc: 'Security code',
    pay: (amount) => `Pay ${amount}`,
    back: 'Back without paying',
    keepCard: 'Keep this card for next time',
    payWith: 'Pay with the kept card',
    testCards: 'Test cards',
    testCardsHelp: 'Choose one to fill in its number. Any future date and any three digits will do.',
    cards: { success: 'Pays', declined: 'Declined by the bank', insufficient: 'Not enough money', disputed: 'Pays, then disputed' },
    problems: {
      email: 'Write an e-mail address such as amina@example.org.',
      number: 'This is not a card number. Check the digits.',
      expiry: 'Write month and year, such as 12/34.',
      'expiry-past': 'This card has expired. Use one with a later date.',
      cvc: 'Write the three or four digits of the security code.',
    },
    declines: {
      insufficient_funds: 'There is not enough money on this card. Nothing was taken. Try another card.',
      expired_card: 'This card has expired. Nothing was taken. Try another card.',
      incorrect_cvc: 'The security code is wrong. Nothing was taken.',
      processing_error: 'The bank could not answer. Nothing was taken. Try again in a moment.',
      test_mode_live_card: 'Only test cards work here. Nothing was taken. Choose one from the list.',
      other: 'The bank declined this card. Nothing was taken. Try another card.',
    },
    problemTitle: 'Not paid yet',
    paidTitle: 'Paid',
    paidText: 'This order is paid. You can go back to the shop.',
    processingTitle: 'With your bank',
    processingText: 'Your bank is confirming the payment. You can go back to the shop.',
    carryOn: 'Go back to the shop',
    expiredTitle: 'This page has expired',
    expiredText: 'Nothing was taken. Begin again in the shop.',
    unknownTitle: 'No such payment page',
    unknownText: 'The address is incomplete, or the sandbox was emptied since. Begin again in the shop.',
    quantity: (count) => `${count} ×`,
    language: 'Language',
  },
  ar: {
    label: 'بيئة تجريبية: لا أموال حقيقية',
    title: 'الدفع بالبطاقة',
    summary: 'طلبك',
    total: 'المبلغ المستحق اليوم',
    email: 'البريد الإلكتروني',
    cardTitle: 'البطاقة',
    number: 'رقم البطاقة',
    expiry: 'تاريخ الانتهاء',
    expiryHelp: 'الشهر والسنة، مثل 12/34',
    cvc: 'رمز الأمان',
    pay: (amount) => `ادفع \u2066${amount}\u2069`,
    back: 'العودة دون دفع',
    keepCard: 'احفظ هذه البطاقة للمرة القادمة',
    payWith: 'ادفع بالبطاقة المحفوظة',
    testCards: 'بطاقات تجريبية',
    testCardsHelp: 'اختر بطاقة ليُملأ رقمها. يصلح أي تاريخ قادم وأي ثلاثة أرقام.',
    cards: { success: 'يتم الدفع', declined: 'يرفضها المصرف', insufficient: 'الرصيد غير كافٍ', disputed: 'يتم الدفع ثم يُعترض عليه' },
    problems: {
      email: 'اكتب بريدًا إلكترونيًا مثل amina@example.org.',
      number: 'هذا ليس رقم بطاقة صحيحًا. تحقق من الأرقام.',
      expiry: 'اكتب الشهر والسنة، مثل 12/34.',
      'expiry-past': 'انتهت صلاحية هذه البطاقة. استخدم بطاقة أخرى.',
      cvc: 'اكتب رمز الأمان المكوّن من ثلاثة أرقام أو أربعة.',
    },
    declines: {
      insufficient_funds: 'رصيد هذه البطاقة غير كافٍ، ولم يُخصم شيء. جرّب بطاقة أخرى.',
      expired_card: 'انتهت صلاحية هذه البطاقة، ولم يُخصم شيء. جرّب بطاقة أخرى.',
      incorrect_cvc: 'رمز الأمان غير صحيح، ولم يُخصم شيء.',
      processing_error: 'لم يتمكن المصرف من الرد، ولم يُخصم شيء. حاول مجددًا بعد قليل.',
      test_mode_live_card: 'لا تعمل هنا سوى البطاقات التجريبية، ولم يُخصم شيء. اختر واحدة من القائمة.',
      other: 'رفض المصرف هذه البطاقة، ولم يُخصم شيء. جرّب بطاقة أخرى.',
    },
    problemTitle: 'لم يتم الدفع بعد',
    paidTitle: 'تم الدفع',
    paidText: 'هذا الطلب مدفوع. يمكنك العودة إلى المتجر.',
    processingTitle: 'لدى مصرفك',
    processingText: 'يؤكد مصرفك عملية الدفع. يمكنك العودة إلى المتجر.',
    carryOn: 'العودة إلى المتجر',
    expiredTitle: 'انتهت صلاحية هذه الصفحة',
    expiredText: 'لم يُخصم شيء. ابدأ من جديد في المتجر.',
    unknownTitle: 'لا توجد صفحة دفع بهذا العنوان',
    unknownText: 'العنوان غير مكتمل، أو أُفرغت البيئة التجريبية منذ ذلك الحين. ابدأ من جديد في المتجر.',
    quantity: (count) => `${count} ×`,
    language: 'اللغة',
  },
  so: {
    label: 'Tijaabo: lacag dhab ah ma aha',
    title: 'Ku bixi kaar',
    summary: 'Dalabkaaga',
    total: 'Wadarta maanta',
    email: 'Iimayl',
    cardTitle: 'Kaarka',
    number: 'Lambarka kaarka',
    expiry: 'Wuxuu dhacayaa',
    expiryHelp: 'Bisha iyo sanadka, sida 12/34',
    cvc: 'Lambarka amniga',
    pay: (amount) => `Bixi ${amount}`,
    back: 'Ku noqo adigoo aan bixin',
    keepCard: 'Kaarkan ii kaydi marka xigta',
    payWith: 'Ku bixi kaarka la kaydiyay',
    testCards: 'Kaararka tijaabada',
    testCardsHelp: 'Mid dooro si lambarkiisu u buuxsamo. Taariikh kasta oo soo socota iyo saddex lambar kasta way shaqeeyaan.',
    cards: {
      success: 'Waa la bixinayaa',
      declined: 'Bangigu waa diidayaa',
      insufficient: 'Lacag kuma filna',
      disputed: 'Waa la bixinayaa, kadibna waa la muransanayaa',
    },
    problems: {
      email: 'Qor iimayl sida amina@example.org.',
      number: 'Kani ma aha lambar kaar. Hubi lambarrada.',
      expiry: 'Qor bisha iyo sanadka, sida 12/34.',
      'expiry-past': 'Kaarkani wuu dhacay. Isticmaal mid kale.',
      cvc: 'Qor saddexda ama afarta lambar ee amniga.',
    },
    declines: {
      insufficient_funds: 'Kaarkan lacag ku filan kuma jirto. Lacag lama jarin. Isku day kaar kale.',
      expired_card: 'Kaarkani wuu dhacay. Lacag lama jarin. Isku day kaar kale.',
      incorrect_cvc: 'Lambarka amnigu waa khalad. Lacag lama jarin.',
      processing_error: 'Bangigu ma jawaabi karin. Lacag lama jarin. Isku day mar kale waxyar kadib.',
      test_mode_live_card: 'Halkan waxaa ka shaqeeya kaararka tijaabada oo keliya. Lacag lama jarin. Mid ka dooro liiska.',
      other: 'Bangigu waa diiday kaarkan. Lacag lama jarin. Isku day kaar kale.',
    },
    problemTitle: 'Weli lama bixin',
    paidTitle: 'Waa la bixiyay',
    paidText: 'Dalabkan waa la bixiyay. Dukaanka waad ku noqon kartaa.',
    processingTitle: 'Bangigaaga ayay joogtaa',
    processingText: 'Bangigaagu wuu xaqiijinayaa lacag-bixinta. Dukaanka waad ku noqon kartaa.',
    carryOn: 'Ku noqo dukaanka',
    expiredTitle: 'Boggani wuu dhacay',
    expiredText: 'Lacag lama jarin. Dukaanka mar kale ka bilow.',
    unknownTitle: 'Bog lacag-bixin oo noocaas ah ma jiro',
    unknownText: 'Ciwaanku ma dhammaystirna, ama tijaabada waa la faaruqiyay. Dukaanka mar kale ka bilow.',
    quantity: (count) => `${count} ×`,
    language: 'Luqadda',
  },
}

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ar: 'العربية', so: 'Soomaali' }

/** The first language of these wishes that the page speaks; English when none is. */
export function chooseLanguage(...wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    for (const tag of (wish ?? '').split(',')) {
      const language = tag.trim().slice(0, 2).toLowerCase()
      if (language === 'en' || language === 'ar' || language === 'so') return language
    }
  }
  return 'en'
}
