interface Words {
  code: string
  table: string
  formula: string
  careful: string
  copy: string
  copied: string
}

/** Adds to a text what only a browser with scripts can use. Doing it twice changes nothing. */
export function enhanceText(root: HTMLElement, words: Words): void {
  for (const pre of root.querySelectorAll<HTMLElement>('pre')) {
    if (pre.parentElement?.classList.contains('code-frame')) continue
    reachable(pre, words.code)
    pre.dir = 'ltr'
    const frame = document.createElement('div')
    frame.className = 'code-frame'
    pre.replaceWith(frame)
    frame.append(pre, copyButton(pre, words))
  }
  for (const table of root.querySelectorAll<HTMLElement>('.table-frame')) reachable(table, words.table)
  for (const formula of root.querySelectorAll<HTMLElement>('.formula')) reachable(formula, words.formula)
  for (const note of root.querySelectorAll<HTMLElement>('aside.careful')) note.setAttribute('aria-label', words.careful)
}

/** What scrolls in itself has to be reached by keyboard, and then to say what it is. */
function reachable(element: HTMLElement, name: string): void {
  element.tabIndex = 0
  element.setAttribute('role', 'group')
  element.setAttribute('aria-label', name)
}

function copyButton(pre: HTMLElement, { copy, copied }: Words): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = copy
  const said = () => {
    button.textContent = copied
    setTimeout(() => (button.textContent = copy), 2000)
  }
  // Where copying is not allowed, marking the text is the next best thing.
  const mark = () => getSelection()?.selectAllChildren(pre)
  button.addEventListener('click', () => void navigator.clipboard.writeText(pre.textContent).then(said, mark))
  return button
}
