import { words, type AccountMailData, type Template } from '../mail-data.ts'

export const resetPassword: Template<AccountMailData['reset_password']> = {
  en: (data) => ({
    subject: words`Choose a new password`,
    heading: words`A new password for ${data.name}`,
    paragraphs: [
      words`Somebody asked for a new password for your account. If it was you, choose it here. The link works once, for one hour.`,
      words`If it was not you, you can ignore this mail: nothing has changed.`,
    ],
    action: 'Choose a new password',
  }),
  ar: (data) => ({
    subject: words`اختر كلمة مرور جديدة`,
    heading: words`كلمة مرور جديدة لحساب ${data.name}`,
    paragraphs: [
      words`طلب أحدهم كلمة مرور جديدة لحسابك. إن كنت أنت صاحب الطلب فاخترها من هنا. يعمل الرابط مرة واحدة خلال ساعة.`,
      words`وإن لم تكن أنت فتجاهل هذه الرسالة: لم يتغيّر شيء.`,
    ],
    action: 'أختار كلمة مرور جديدة',
  }),
  so: (data) => ({
    subject: words`Dooro erey-sir cusub`,
    heading: words`Erey-sir cusub oo loogu talagalay ${data.name}`,
    paragraphs: [
      words`Qof ayaa erey-sir cusub u dalbaday akoonkaaga. Haddii aad adigu tahay, halkan ka dooro. Linkigu hal mar ayuu shaqaynayaa, saac gudaheed.`,
      words`Haddii aanad adigu ahayn, fariintan iska dhaaf: waxba ma beddelmin.`,
    ],
    action: 'Dooro erey-sir cusub',
  }),
}
