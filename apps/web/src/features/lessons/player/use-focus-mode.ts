import { onMounted, ref } from 'vue'

/** Nothing but the text: the outline steps aside until it is called back, also on the next visit. */
export function useFocusMode() {
  const on = ref(false)
  onMounted(() => (on.value = localStorage.getItem('focus') === 'on'))
  function toggle(): void {
    on.value = !on.value
    if (on.value) localStorage.setItem('focus', 'on')
    else localStorage.removeItem('focus')
  }
  return { on, toggle }
}
