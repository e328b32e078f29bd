/** Captions in SubRip's form say the same as WebVTT, with commas and numbers: they are taken too. */
export function vttOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  if (lines.startsWith('WEBVTT')) return lines
  return `WEBVTT\n\n${lines.replaceAll(/(\d{2}:\d{2}:\d{2}),(\d{3})/g, '$1.$2').trim()}\n`
}

export async function toVtt(file: File): Promise<File> {
  if (!/\.srt$/i.test(file.name)) return file
  return new File([vttOf(await file.text())], file.name.replace(/\.srt$/i, '.vtt'), { type: 'text/vtt' })
}
