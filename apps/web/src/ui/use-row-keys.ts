import { onBeforeUnmount, onMounted } from 'vue'

const typing = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]'

/** J and K move the focus through the rows of a list, marked with `data-row`, each around its link; Enter then opens the one that has it, as links do. */
export function useRowKeys(): void {
  function move(event: KeyboardEvent): void {
    const step = { KeyJ: 1, KeyK: -1 }[event.code]
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (event.target instanceof Element && event.target.closest(typing)) return
    const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.checkVisibility?.() ?? true)
    const focused = rows.findIndex((row) => row.contains(document.activeElement))
    const from = focused >= 0 ? focused : rows.findIndex((row) => row.dataset.row === 'open')
    const next = rows[from < 0 ? (step > 0 ? 0 : rows.length - 1) : from + step]
    if (!next) return
    event.preventDefault()
    next.querySelector('a')?.focus()
    next.scrollIntoView({ block: 'nearest' })
  }
  onMounted(() => addEventListener('keydown', move))
  onBeforeUnmount(() => removeEventListener('keydown', move))
}
