import { readFileSync } from 'node:fs'
import { extractText, getDocumentProxy } from 'unpdf'
const doc = await getDocumentProxy(new Uint8Array(readFileSync('/tmp/D/ar.pdf')))
console.log((await extractText(doc, { mergePages: true })).text)
