import { ref } from 'vue'

const name = 'letter-keys'
const on = ref(true)
let read = false

/** Whether single letters are shortcuts. Who speaks or types in other ways can turn them off; the device remembers it. */
export function useLetterKeys() {
  if (!read && typeof localStorage !== 'undefined') {
    on.value = localStorage.getItem(name) !== 'off'
    read = true
  }
  function set(value: boolean): void {
    on.value = value
    if (value) localStorage.removeItem(name)
    else localStorage.setItem(name, 'off')
  }
  return { on, set }
}

/** A key for us, or one that belongs to a field, a button, an open dialog or the browser. */
export function isOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  const target = event.target instanceof Element ? event.target : null
  if (
    target?.closest(
      'textarea, select, [contenteditable], dialog, [role="dialog"], [role="menu"], input:not([type="radio"], [type="checkbox"], [type="range"])',
    )
  )
    return false
  return !(event.key === ' ' && target?.closest('button, a, summary, input'))
}

/** The letter on the key: what is typed, or, on a keyboard of another script, what stands at its place on a Latin one. */
export function letterOf(event: KeyboardEvent): string {
  if (/^[\x20-\x7e]$/.test(event.key)) return event.key.toLowerCase()
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key
}
