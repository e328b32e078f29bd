interface Unsaved<V> {
  version: number
  patch: Partial<V>
}

const place = (name: string) => `unsaved:${name}`

/** What this device kept because the server had not got it, with the version it was typed over. */
export function unsavedOf<V>(name: string): Unsaved<V> | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place(name)) ?? 'null')
    return isUnsaved<V>(found) ? found : null
  } catch {
    return null
  }
}

function isUnsaved<V>(value: unknown): value is Unsaved<V> {
  return typeof value === 'object' && value !== null && 'version' in value && 'patch' in value && typeof value.patch === 'object'
}

export function keepUnsaved<V>(name: string, unsaved: Unsaved<V>): void {
  try {
    localStorage.setItem(place(name), JSON.stringify(unsaved))
  } catch {
    // A full or forbidden store: the text is still on the page, and leaving it is warned of.
  }
}

export function forgetUnsaved(name: string): void {
  try {
    localStorage.removeItem(place(name))
  } catch {
    // Nothing was kept either.
  }
}
