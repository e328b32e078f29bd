import { createHighlighterCoreSync } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import bash from 'shiki/langs/bash.mjs'
import css from 'shiki/langs/css.mjs'
import html from 'shiki/langs/html.mjs'
import javascript from 'shiki/langs/javascript.mjs'
import json from 'shiki/langs/json.mjs'
import python from 'shiki/langs/python.mjs'
import sql from 'shiki/langs/sql.mjs'
import typescript from 'shiki/langs/typescript.mjs'
import dark from 'shiki/themes/github-dark-default.mjs'
import light from 'shiki/themes/github-light-high-contrast.mjs'

const highlighter = createHighlighterCoreSync({
  themes: [light, dark],
  langs: [bash, css, html, javascript, json, python, sql, typescript],
  engine: createJavaScriptRegexEngine(),
})
const known: ReadonlySet<string> = new Set(highlighter.getLoadedLanguages())

/** Code as HTML whose colours are variables, one for light and one for dark pages. Unknown languages stay plain. */
export function highlight(code: string, language: string): string {
  return highlighter.codeToHtml(code.replace(/\n$/, ''), {
    lang: known.has(language) ? language : 'text',
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    defaultColor: false,
    // Code runs from left to right in every language.
    transformers: [{ pre: (node) => void (node.properties['dir'] = 'ltr') }],
  })
}
