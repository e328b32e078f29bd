/**
 * Draws the film "Finding your position from two bearings" of the course sea-navigation.
 * Each line below is spoken by espeak-ng, so its length in the film is the length of the speech; the pictures and the
 * three caption files follow from the same lines. Needs `ffmpeg` and `espeak-ng` on the path:
 *   node apps/server/demo/make-video.mjs
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'

const out = join(import.meta.dirname, 'harbour/sea-navigation/video')
const [width, height, fps, pause] = [960, 540, 15, 0.45]
const ink = '#1b2033',
  sea = '#dfe8f2',
  land = '#e9e0c8',
  woad = '#2f4aa0',
  madder = '#b83a2e',
  saffron = '#f0b03c',
  paper = '#fbfaf5'

const lines = [
  {
    scene: 'lost',
    en: 'You are sailing along a coast. Where are you?',
    ar: 'تُبحر بمحاذاة الساحل. فأين أنت؟',
    so: 'Waxaad ku shiraacanaysaa xeebta agteeda. Xaggee baad joogtaa?',
  },
  {
    scene: 'marks',
    en: 'Find two marks that are also on the chart: here, a lighthouse and a church.',
    ar: 'ابحث عن معلمين مرسومين على الخريطة أيضًا: هنا منارة وكنيسة.',
    so: 'Raadi laba calaamadood oo khariidadda ku sawiran: halkan waa nal-badeed iyo kaniisad.',
  },
  {
    scene: 'marks',
    en: 'Choose them so that the lines will cross at a wide angle, near ninety degrees.',
    ar: 'اخترهما بحيث يتقاطع الخطان بزاوية واسعة قريبة من 90 درجة.',
    so: 'U dooro si ay xarriiqyadu isugu gooyaan xagal ballaaran, ku dhow 90 digrii.',
  },
  {
    scene: 'first',
    en: 'Point the compass at the lighthouse and read it: three hundred and twenty-eight degrees, magnetic.',
    ar: 'وجّه البوصلة إلى المنارة واقرأها: 328 درجة مغناطيسية.',
    so: 'Kombaska u jeedi nal-badeedka oo akhri: 328 digrii, magnetig ah.',
  },
  {
    scene: 'second',
    en: 'Then the church: fifty-eight degrees. Note the time.',
    ar: 'ثم الكنيسة: 58 درجة. ودوّن الوقت.',
    so: 'Kadibna kaniisadda: 58 digrii. Waqtigana qor.',
  },
  {
    scene: 'sum',
    en: 'The variation here is eight degrees west. Subtract it.',
    ar: 'الانحراف المغناطيسي هنا 8 درجات غربًا، فاطرحه.',
    so: 'Leexashada magnetigga ee halkan waa 8 digrii oo galbeed. Ka jar.',
  },
  {
    scene: 'sum',
    en: 'The lighthouse bears three hundred and twenty degrees true, the church fifty degrees true.',
    ar: 'فاتجاه المنارة الحقيقي 320 درجة، واتجاه الكنيسة 50 درجة.',
    so: 'Jihada dhabta ah ee nal-badeedku waa 320 digrii, tan kaniisadduna waa 50 digrii.',
  },
  {
    scene: 'draw',
    en: 'Now draw each line on the chart, from the mark back towards the sea.',
    ar: 'ارسم الآن كل خط على الخريطة، من المعلم رجوعًا نحو البحر.',
    so: 'Hadda xarriiq kasta ku sawir khariidadda, calaamadda ka bilow oo badda u soo jiid.',
  },
  {
    scene: 'cross',
    en: 'You are somewhere on the first line, and somewhere on the second. So you are where they cross.',
    ar: 'أنت في مكان ما على الخط الأول، وفي مكان ما على الثاني. فأنت حيث يتقاطعان.',
    so: 'Meel ka mid ah xarriiqda koowaad iyo ta labaad ayaad joogtaa. Markaa waxaad joogtaa halka ay iska gooyaan.',
  },
  {
    scene: 'fix',
    en: 'Mark it with a small circle and write the time beside it. That is a fix.',
    ar: 'ضع عليه دائرة صغيرة واكتب الوقت بجانبها. هذا هو تحديد الموقع.',
    so: 'Goobo yar ku wareeji oo waqtiga dhinaceeda ku qor. Taasi waa goobtaada oo la xaqiijiyay.',
  },
  {
    scene: 'third',
    en: 'If you can, take a third bearing: a small triangle says all is well, a large one says measure again.',
    ar: 'وإن استطعت فخذ اتجاهًا ثالثًا: المثلث الصغير مطمئن، والكبير يقول: أعد القياس.',
    so: 'Haddii aad kari karto, jiho saddexaad qaado: saddexagal yar waa wanaag, mid weynna waa: dib u cabbir.',
  },
]

const boat = [470, 380],
  lighthouse = [277, 150],
  church = [730, 161],
  beacon = [520, 176]
const ease = (t) => {
  const x = Math.min(1, Math.max(0, t))
  return x * x * (3 - 2 * x)
}
const between = (a, b, t) => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
const text = (x, y, size, words, more = '') => `<text x="${x}" y="${y}" font-size="${size}" fill="${ink}" ${more}>${words}</text>`
const ring = ([x, y], r, opacity) =>
  `<circle cx="${x}" cy="${y - 14}" r="${r}" fill="none" stroke="${saffron}" stroke-width="5" opacity="${opacity}"/>`

const coast = `<rect width="${width}" height="${height}" fill="${sea}"/>
<path d="M0 0H960V150C900 190 830 196 770 176S660 190 600 176 520 206 450 190 350 176 300 170 190 210 120 190 40 176 0 196Z" fill="${land}"/>
<path d="M0 196C40 176 60 170 120 190S250 164 300 170 380 174 450 190 540 162 600 176 710 156 770 176 900 190 960 150" fill="none" stroke="${ink}" stroke-width="2" opacity=".35"/>
<path d="M60 300q10-8 20 0t20 0M820 330q10-8 20 0t20 0M640 440q10-8 20 0t20 0M250 430q10-8 20 0t20 0" fill="none" stroke="${woad}" stroke-width="2" opacity=".35"/>
<g transform="translate(${lighthouse.join(' ')})"><path d="M-12 8L-8-38H8L12 8z" fill="${paper}" stroke="${ink}" stroke-width="2"/><path d="M-11-6H11L10-20H-10z" fill="${madder}"/><rect x="-9" y="-52" width="18" height="14" rx="2" fill="${saffron}" stroke="${ink}" stroke-width="2"/></g>
<g transform="translate(${church.join(' ')})"><path d="M-20 8V-20H20V8z" fill="${paper}" stroke="${ink}" stroke-width="2"/><path d="M-8-20V-36L0-52 8-36V-20z" fill="${woad}" stroke="${ink}" stroke-width="2"/><path d="M0-66V-50M-6-60H6" stroke="${ink}" stroke-width="3"/></g>
<g transform="translate(880 60)"><path d="M0-34L10 6H-10z" fill="${ink}"/>${text(0, 30, 20, 'N', 'text-anchor="middle" font-weight="700"')}</g>`

/** A line of bearing drawn from its mark, through the boat and a little further, `t` of the way. */
function bearing(mark, t, colour, beyond = 1.16, target = boat) {
  if (t <= 0) return ''
  const [x, y] = between(mark, between(mark, target, beyond), ease(t))
  return `<path d="M${mark.join(' ')}L${x} ${y}" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>`
}

function dial(degrees, label) {
  const ticks = Array.from(
    { length: 36 },
    (_, i) => `<path d="M0-84V${i % 3 ? -77 : -70}" stroke="${ink}" stroke-width="${i % 3 ? 1.5 : 3}" transform="rotate(${i * 10})"/>`,
  ).join('')
  const names = ['N', 'E', 'S', 'W']
    .map((n, i) => `<g transform="rotate(${i * 90})">${text(0, -48, 20, n, `text-anchor="middle" font-weight="700"`)}</g>`)
    .join('')
  return `<g transform="translate(150 345)"><circle r="92" fill="${paper}" stroke="${ink}" stroke-width="3"/><g transform="rotate(${-degrees})">${ticks}${names}</g>
<path d="M0-100L9-80H-9z" fill="${madder}"/>${text(0, 9, 27, label, 'text-anchor="middle" font-weight="700"')}</g>`
}

function sum(part) {
  const rows = [
    ['lighthouse', '328° M − 8° = 320° T', 0],
    ['church', '058° M − 8° = 050° T', 0.3],
  ]
  return `<g transform="translate(628 300)"><rect width="300" height="124" rx="12" fill="${paper}" stroke="${ink}" stroke-width="2"/>${rows
    .map(
      ([name, words, from], i) =>
        `<g opacity="${ease((part - from) * 4)}">${text(20, 34 + i * 54, 16, name)}${text(20, 58 + i * 54, 23, words, 'font-weight="700"')}</g>`,
    )
    .join('')}</g>`
}

/** One picture. `at` says how far each scene has come, 0 to 1; a scene that has not begun is 0. */
function frame(at) {
  const parts = [coast]
  const wave = (t) => 26 + 6 * Math.sin(t * 20)
  if (at.lost > 0 && at.fix === 0) {
    const fade = 1 - ease(at.draw * 3)
    parts.push(
      `<g opacity="${ease(at.lost * 3) * fade}"><ellipse cx="470" cy="372" rx="${130 - 20 * ease(at.lost)}" ry="74" fill="${paper}" opacity=".6"/><ellipse cx="470" cy="372" rx="${130 - 20 * ease(at.lost)}" ry="74" fill="none" stroke="${woad}" stroke-width="3" stroke-dasharray="8 8"/>${text(470, 392, 56, '?', `text-anchor="middle" font-weight="700"`)}</g>`,
    )
  }
  if (at.marks > 0 && at.first === 0)
    parts.push(ring(lighthouse, wave(at.marks) + 12, ease(at.marks * 6)), ring(church, wave(at.marks) + 12, ease(at.marks * 6 - 1)))
  if (at.first > 0 && at.second === 0) parts.push(ring(lighthouse, 40, 1), dial(328 * ease(at.first * 1.6), at.first > 0.6 ? '328°' : ''))
  if (at.second > 0 && at.sum === 0) parts.push(ring(church, 40, 1), dial(328 + 90 * ease(at.second * 1.6), at.second > 0.6 ? '058°' : ''))
  if (at.sum > 0 && at.cross === 0) parts.push(sum(at.sum))
  if (at.draw > 0) parts.push(bearing(lighthouse, at.draw * 2, woad), bearing(church, at.draw * 2 - 1, madder))
  if (at.cross > 0 && at.fix === 0)
    parts.push(
      `<circle cx="${boat[0]}" cy="${boat[1]}" r="${40 - 20 * ease(at.cross)}" fill="${saffron}" opacity="${0.75 * ease(at.cross * 4)}"/>`,
    )
  if (at.third > 0)
    parts.push(
      `<path d="M${beacon[0]} ${beacon[1]}v-34" stroke="${ink}" stroke-width="5"/><circle cx="${beacon[0]}" cy="${beacon[1] - 38}" r="8" fill="#17794f" stroke="${ink}" stroke-width="2"/>`,
      bearing(beacon, at.third * 2, '#17794f', 1.2, [482, 378]),
    )
  if (at.fix > 0) {
    const t = ease(at.fix * 3)
    parts.push(
      `<circle cx="${boat[0]}" cy="${boat[1]}" r="${17 * t}" fill="none" stroke="${ink}" stroke-width="4"/><circle cx="${boat[0]}" cy="${boat[1]}" r="4" fill="${ink}"/><g opacity="${t}">${text(512, 390, 26, '10:24', 'font-weight="700"')}</g>`,
    )
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans, system-ui, sans-serif">` +
    `<title>A chart with two lines of bearing from a lighthouse and a church</title>${parts.join('')}</svg>`
  )
}

const clock = (s) => new Date(s * 1000).toISOString().slice(11, 23)
const work = mkdtempSync(join(tmpdir(), 'edurise-film-'))
mkdirSync(out, { recursive: true })

let end = 0.3
const spoken = lines.map((line, i) => {
  const wav = join(work, `${i}.wav`)
  execFileSync('espeak-ng', ['-v', 'en-gb', '-s', '148', '-p', '42', '-a', '140', '-w', wav, line.en])
  const seconds = Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', wav]))
  const start = end
  end = start + seconds + pause
  return { ...line, wav, start, stop: start + seconds, next: end }
})
const total = end + 1.2

const scenes = new Map()
for (const s of spoken) {
  const seen = scenes.get(s.scene)
  scenes.set(s.scene, { start: seen?.start ?? s.start, stop: s.next })
}
const stateAt = (now) =>
  Object.fromEntries([...scenes].map(([name, s]) => [name, Math.min(1, Math.max(0, (now - s.start) / (s.stop - s.start)))]))

for (const language of ['en', 'ar', 'so']) {
  const cues = spoken.map((s, i) => `${i + 1}\n${clock(s.start)} --> ${clock(s.stop + 0.3)}\n${s[language]}\n`)
  writeFileSync(join(out, `two-bearings.${language}.vtt`), `WEBVTT\n\n${cues.join('\n')}`)
}
writeFileSync(join(out, 'two-bearings.poster.svg'), frame({ ...stateAt(total), third: 0 }))

const inputs = spoken.flatMap((s) => ['-i', s.wav])
const delays = spoken.map((s, i) => `[${i + 1}:a]aresample=48000,adelay=${Math.round(s.start * 1000)}[a${i}]`).join(';')
const mix = `${delays};${spoken.map((_, i) => `[a${i}]`).join('')}amix=inputs=${spoken.length}:normalize=0,lowpass=f=6500,loudnorm=I=-18:TP=-2,apad=whole_dur=${total}[voice]`
const film = spawn(
  'ffmpeg',
  [
    '-v',
    'error',
    '-y',
    '-f',
    'image2pipe',
    '-framerate',
    String(fps),
    '-c:v',
    'png',
    '-i',
    '-',
    ...inputs,
    '-filter_complex',
    mix,
    '-map',
    '0:v',
    '-map',
    '[voice]',
    '-t',
    String(total),
    '-c:v',
    'libvpx-vp9',
    '-pix_fmt',
    'yuv420p',
    '-crf',
    '36',
    '-b:v',
    '0',
    '-g',
    '75',
    '-row-mt',
    '1',
    '-deadline',
    'good',
    '-cpu-used',
    '3',
    '-c:a',
    'libopus',
    '-b:a',
    '40k',
    '-ac',
    '1',
    '-reserve_index_space',
    '2048',
    '-cues_to_front',
    '1',
    '-f',
    'webm',
    join(out, 'two-bearings.webm'),
  ],
  { stdio: ['pipe', 'inherit', 'inherit'] },
)
for (let i = 0; i < total * fps; i++) {
  const png = await sharp(Buffer.from(frame(stateAt(i / fps))))
    .png({ compressionLevel: 1 })
    .toBuffer()
  if (!film.stdin.write(png)) await once(film.stdin, 'drain')
}
film.stdin.end()
const [code] = await once(film, 'close')
rmSync(work, { recursive: true })
if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
process.stdout.write(`${total.toFixed(1)} s, ${(readFileSync(join(out, 'two-bearings.webm')).length / 1024).toFixed(0)} KiB\n`)
