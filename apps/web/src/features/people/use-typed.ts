import { onMounted, reactive, watch } from 'vue'

const place = 'account-form'

/** What was typed into the forms about accounts stays through errors, reloads and a change between them, for as long as the tab is open; passwords never. */
export function useTyped() {
  const typed = reactive({ name: '', email: '' })
  onMounted(() => {
    const kept = new URLSearchParams(sessionStorage.getItem(place) ?? '')
    typed.name ||= kept.get('name') ?? ''
    typed.email ||= kept.get('email') ?? ''
    watch(typed, ({ name, email }) => sessionStorage.setItem(place, new URLSearchParams({ name, email }).toString()))
  })
  const forget = () => sessionStorage.removeItem(place)
  return { typed, forget }
}
