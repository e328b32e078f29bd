import { useRouter, type RouteLocationRaw } from 'vue-router'

/** Follows a link of the list without loading the page anew; presses that ask for a new tab stay the browser's. */
export function useRefine(): (event: MouseEvent, to: RouteLocationRaw) => void {
  const router = useRouter()
  return (event, to) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void router.push(to)
  }
}
