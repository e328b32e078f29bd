import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create } from 'fontkit'
import { sfntOf } from './features/invoices/document/sfnt.ts'
const require = createRequire(import.meta.url)
for (const n of [
  'noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal',
  'noto-naskh-arabic/files/noto-naskh-arabic-arabic-700-normal',
]) {
  const f: any = create(sfntOf(readFileSync(require.resolve(`@fontsource/${n}.woff`))))
  console.log(n, f.availableFeatures.join(' '))
  for (const feats of [undefined, { ccmp: false }, { ccmp: false, locl: false, rlig: true }] as any[]) {
    const run = f.layout('البائع نيّة لا', feats)
    console.log(
      JSON.stringify(feats),
      run.glyphs.map((g: any) => `${g.id}:${String.fromCodePoint(...g.codePoints)}${g.isMark ? 'm' : ''}`).join(' '),
      run.advanceWidth,
    )
  }
}
