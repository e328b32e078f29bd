import { useI18n } from 'vue-i18n'

/** Why access ended: in words for what the system wrote, as it was written for what a person did. */
export function useEndedWords() {
  const i18n = useI18n()
  return (reason: string): string => {
    const key = `enrolments.access.ended.${reason}`
    return i18n.te(key) ? i18n.t(key) : `\u2068${reason}\u2069`
  }
}
