import { createHash } from 'node:crypto'
import { Level, Subject, type Language, type LessonId, type ModuleId } from '@edurise/contracts'
import type { ListedModule } from '@edurise/db'

/** A generated course: what it says is put together from word lists by its number, and is the same every time. */
export interface Invented {
  number: number
  slug: string
  title: string
  promise: string
  description: string
  language: Language
  subject: Subject
  level: Level
  price: number
  teacher: string
  outcomes: string[]
  published: string
}

/** An id that follows from a name (UUID version 8, RFC 9562). */
export function idOf(name: string): string {
  const hex = createHash('md5').update(`scale ${name}`).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)]
  return parts.join('-')
}

const topics: Record<Language, Record<Subject, readonly string[]>> = {
  en: {
    code: ['Python', 'web pages', 'testing programs', 'version control'],
    data: ['spreadsheets', 'statistics', 'charts', 'survey data'],
    design: ['typography', 'drawing', 'poster design', 'photography'],
    business: ['bookkeeping', 'pricing', 'market stalls', 'customer service'],
    language: ['everyday English', 'business letters', 'pronunciation', 'storytelling'],
    health: ['nutrition', 'home care', 'sleep', 'clean water'],
    farm: ['goat keeping', 'compost', 'beekeeping', 'seed saving'],
    food: ['bread baking', 'spices', 'preserving fruit', 'cooking for many'],
    build: ['carpentry', 'solar panels', 'sail repair', 'house wiring'],
    teach: ['lesson planning', 'fair marking', 'small classes', 'reading aloud'],
  },
  ar: {
    code: ['البرمجة بلغة بايثون', 'صفحات الويب', 'اختبار البرامج', 'قواعد البيانات'],
    data: ['الجداول الحسابية', 'الإحصاء', 'الرسوم البيانية', 'تحليل الاستبانات'],
    design: ['الخط العربي', 'الرسم', 'تصميم الملصقات', 'التصوير'],
    business: ['المحاسبة', 'التسعير', 'إدارة المتجر', 'خدمة الزبائن'],
    language: ['المحادثة اليومية', 'كتابة الرسائل', 'النطق السليم', 'فن الحكاية'],
    health: ['التغذية', 'رعاية المسنين', 'النوم السليم', 'الماء النظيف'],
    farm: ['تربية الماعز', 'السماد الطبيعي', 'تربية النحل', 'حفظ البذور'],
    food: ['صناعة الخبز', 'التوابل', 'حفظ الفواكه', 'الطبخ للضيوف'],
    build: ['النجارة', 'الألواح الشمسية', 'إصلاح الأشرعة', 'كهرباء المنزل'],
    teach: ['تخطيط الدروس', 'التقويم العادل', 'إدارة الصف', 'القراءة الجهرية'],
  },
  so: {
    code: ['barnaamij-samaynta', 'bogagga shabakadda', 'tijaabinta barnaamijyada', 'kaydka xogta'],
    data: ['xaashiyaha xisaabta', 'tirakoobka', 'jaantusyada', 'xogta sahanka'],
    design: ['farshaxanka', 'sawirka', 'naqshadda boodhka', 'sawir-qaadista'],
    business: ['xisaab-xirka', 'qiimaynta', 'maamulka dukaanka', 'adeegga macaamiisha'],
    language: ['sheekada maalinlaha', 'qoridda waraaqaha', 'ku dhawaaqidda', 'sheeko-sheegidda'],
    health: ['nafaqada', 'daryeelka guriga', 'hurdada', 'biyaha nadiifka ah'],
    farm: ['dhaqashada riyaha', 'bacriminta', 'dhaqashada shinnida', 'kaydinta abuurka'],
    food: ['rooti-dubista', 'xawaashka', 'kaydinta khudradda', 'karinta martida'],
    build: ['nijaarka', 'qorraxda korontada', 'hagaajinta shiraaca', 'korontada guriga'],
    teach: ['qorshaynta casharka', 'sixidda imtixaanka', 'fasalka yar', 'akhriska codka dheer'],
  },
}

const wordings: Record<
  Language,
  {
    titles: readonly string[]
    promise: (topic: string) => string
    outcome: (topic: string) => string
    modules: readonly string[]
    lessons: readonly string[]
    teachers: readonly string[]
  }
> = {
  en: {
    titles: ['First steps in', 'Better', 'Understanding', 'A month of', 'The practice of'],
    promise: (topic) => `After this course you use ${topic} with confidence in your own work.`,
    outcome: (topic) => `Explain ${topic} to somebody who begins`,
    modules: ['Beginning', 'Practice', 'On your own'],
    lessons: ['What you need', 'A first try', 'Common mistakes', 'Doing it again', 'A larger piece', 'Looking back'],
    teachers: ['Marta Linden', 'Owen Pike', 'Ruth Abel', 'Jonas Weir'],
  },
  ar: {
    titles: ['أساسيات', 'خطوات أولى في', 'فن', 'شهر مع', 'دليلك إلى'],
    promise: (topic) => `بعد هذه الدورة تمارس ${topic} في عملك بثقة.`,
    outcome: (topic) => `تشرح ${topic} لمن يبدأ`,
    modules: ['البداية', 'التطبيق', 'العمل المستقل'],
    lessons: ['ما الذي تحتاج إليه', 'المحاولة الأولى', 'أخطاء شائعة', 'إعادة التجربة', 'عمل أكبر', 'نظرة إلى الوراء'],
    teachers: ['إيمان الراوي', 'أحمد السالم', 'هدى منصور', 'يوسف الأمين'],
  },
  so: {
    titles: ['Bilowga', 'Aasaaska', 'Barashada', 'Hal bil oo', 'Xirfadda'],
    promise: (topic) => `Koorsadan ka dib si kalsooni leh ayaad ${topic} ugu adeegsan kartaa shaqadaada.`,
    outcome: (topic) => `U sharax ${topic} qof bilow ah`,
    modules: ['Bilow', 'Tababar', 'Keligaa'],
    lessons: ['Waxaad u baahan tahay', 'Isku dayga koowaad', 'Khaladaadka caanka ah', 'Ku celi mar kale', 'Shaqo weyn', 'Dib u eegid'],
    teachers: ['Hibo Warsame', 'Cali Nuur', 'Sahra Jaamac', 'Maxamed Faarax'],
  },
}

const languages: readonly Language[] = ['en', 'en', 'ar', 'en', 'so', 'en', 'ar', 'en', 'so', 'ar']
const prices = [0, 900, 1_900, 2_900, 0, 3_900, 4_900, 7_900, 9_900, 14_900]
const at = <Value>(list: readonly [Value, ...Value[]] | readonly Value[], index: number): Value => list[index % list.length] as Value

export function inventor(number: number): Invented {
  const language = at(languages, number)
  const subject = at(Subject.options, Math.floor(number / 3))
  const words = wordings[language]
  const topic = at(topics[language][subject], Math.floor(number / 30))
  const promise = words.promise(topic)
  return {
    number,
    slug: `scale-course-${number}`,
    title: `${at(words.titles, Math.floor(number / 7))} ${topic} ${number}`,
    promise,
    description: `${promise} ${words.outcome(topic)}.`,
    language,
    subject,
    level: at(Level.options, Math.floor(number / 11)),
    price: at(prices, Math.floor(number / 13)),
    teacher: at(words.teachers, Math.floor(number / 5)),
    outcomes: [words.outcome(topic)],
    published: new Date(Date.UTC(2026, 0, 1) + (number % 300) * 86_400_000).toISOString(),
  }
}

/** Three modules of two lessons. */
export function outlineOf({ number, language }: Pick<Invented, 'number' | 'language'>): ListedModule[] {
  const { modules, lessons } = wordings[language]
  return modules.map((title, place) => ({
    id: idOf(`module ${number} ${place}`) as ModuleId,
    title,
    lessons: lessons.slice(2 * place, 2 * place + 2).map((lesson, index) => ({
      id: idOf(`lesson ${number} ${place} ${index}`) as LessonId,
      title: lesson,
      kind: 'text' as const,
      minutes: 4 + ((number + place + index) % 12),
      preview: place === 0 && index === 0,
    })),
  }))
}
