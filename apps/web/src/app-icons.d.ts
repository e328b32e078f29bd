declare module 'virtual:app-icons' {
  import type { IconifyJSON } from '@iconify/vue'

  const icons: IconifyJSON
  export default icons
}
