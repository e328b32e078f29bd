/**
 * Runs what brings a page that the server rendered to life, and keeps what somebody has typed into it by then: the page itself would put back what the
 * server sent.
 */
export function keepTyped(wake: () => void): void {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('#app input:not([type=hidden]), #app textarea')
  const typed = Array.from(fields).flatMap((field) => (field.value === field.defaultValue ? [] : [{ field, value: field.value }]))
  wake()
  for (const { field, value } of typed) {
    if (!field.isConnected || field.value === value) continue
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}
