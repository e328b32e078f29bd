import { useI18n } from 'vue-i18n'

/** Says minutes as people do: "49 min", "1 h 34"; `short` leaves out the minutes of long courses, for cards. */
export function useDuration(): (minutes: number, form?: 'full' | 'short') => string {
  const { t } = useI18n()
  return (minutes, form = 'full') => {
    const whole = Math.max(1, Math.round(minutes))
    if (whole < 60) return t('ui.minutes', { n: whole })
    const hours = Math.floor(whole / 60)
    const rest = whole % 60
    if (form === 'short' && hours >= 3) return t('ui.hours', { h: Math.round(whole / 60) })
    return rest ? t('ui.hoursMinutes', { h: hours, n: rest }) : t('ui.hours', { h: hours })
  }
}
