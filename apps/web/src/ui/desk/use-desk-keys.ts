import { onBeforeUnmount, onMounted } from 'vue'
import { isOurs, letterOf, useLetterKeys } from '../letter-keys.ts'

interface DeskActs {
  /** To the search. */
  search: () => void
  help: () => void
  /** What Escape closes, or null when nothing is open. */
  close: () => (() => void) | null
  /** Letters of this desk's own. */
  own: () => readonly { key: string; act: () => void }[]
}

const over = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], dialog'
const fields = 'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select, [contenteditable]'

/** The rows of the list that are on the screen, each with its link. */
const shownRows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.checkVisibility?.() ?? true)

/** Focuses the row of what has just been closed, or the first one when it is gone. */
export function focusRow(id: string): void {
  const rows = shownRows()
  const row = rows.find((one) => one.dataset.row === id) ?? rows[0]
  row?.querySelector('a')?.focus()
}

function moveBy(step: 1 | -1): boolean {
  const rows = shownRows()
  const focused = rows.findIndex((row) => row.contains(document.activeElement))
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.dataset.open === 'true')
  const next = rows[from < 0 ? (step > 0 ? 0 : rows.length - 1) : from + step]
  next?.querySelector('a')?.focus()
  next?.scrollIntoView?.({ block: 'nearest' })
  return Boolean(next)
}

/** J and K move through the rows, Enter opens as links do, / goes to the search, ? shows the keys, Escape closes. Letters can be switched off; Escape cannot. */
export function useDeskKeys(acts: DeskActs): void {
  const { on } = useLetterKeys()

  function escape(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : null
    if (event.defaultPrevented || target?.closest(over) || document.querySelector('[role="dialog"][data-state="open"]')) return
    const close = acts.close()
    if (!close) return
    const drawer = target?.closest<HTMLElement>('[data-drawer]')
    // The first press leaves a field, so that nobody loses a drawer with what they are typing into it.
    if (drawer && target?.matches(fields)) drawer.focus({ preventScroll: true })
    else if (!target?.matches(fields)) close()
    else return
    event.preventDefault()
  }

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      escape(event)
      return
    }
    if (!on.value || !isOurs(event)) return
    const letter = letterOf(event)
    const own = acts.own().find(({ key }) => key === letter)
    if (letter === 'j' || letter === 'k') {
      if (event.shiftKey || !moveBy(letter === 'j' ? 1 : -1)) return
    } else if (letter === '?' || letter === '؟' || (event.code === 'Slash' && event.shiftKey)) acts.help()
    else if (letter === '/' || event.code === 'Slash') acts.search()
    else if (own && !event.shiftKey) own.act()
    else return
    event.preventDefault()
  }
  onMounted(() => addEventListener('keydown', press))
  onBeforeUnmount(() => removeEventListener('keydown', press))
}
