import { words, type AccountMailData, type Template } from '../mail-data.ts'

export const emailInUse: Template<AccountMailData['email_in_use']> = {
  en: (data) => ({
    subject: words`You already have an account`,
    heading: words`You are with us already, ${data.name}`,
    paragraphs: [
      words`Somebody tried to create an account with your address. You have one, so nothing was created.`,
      words`If it was you, sign in. If you forgot your password, you can choose a new one there.`,
    ],
    action: 'Sign in',
  }),
  ar: (data) => ({
    subject: words`لديك حساب عندنا`,
    heading: words`أنت معنا من قبل يا ${data.name}`,
    paragraphs: [
      words`حاول أحدهم إنشاء حساب بعنوان بريدك. ولأن لديك حسابًا لم يُنشأ شيء جديد.`,
      words`إن كنت أنت فسجّل دخولك، وإن نسيت كلمة المرور فيمكنك اختيار غيرها هناك.`,
    ],
    action: 'تسجيل الدخول',
  }),
  so: (data) => ({
    subject: words`Horeba akoon ayaad u leedahay`,
    heading: words`Horeba waad nala joogtaa, ${data.name}`,
    paragraphs: [
      words`Qof ayaa isku dayay inuu akoon ku sameeyo cinwaankaaga. Horeba mid ayaad u leedahay, sidaas darteed waxba lama samayn.`,
      words`Haddii aad adigu ahayd, soo gal. Haddii aad illowday erey-sirta, halkaas ayaad mid cusub ka dooran kartaa.`,
    ],
    action: 'Soo gal',
  }),
}
