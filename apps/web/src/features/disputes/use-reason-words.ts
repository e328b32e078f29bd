import { disputeReasonOf } from '@edurise/contracts/dispute-reasons'
import { useI18n } from 'vue-i18n'

/** What the buyer's bank says happened, in plain words; a reason that nobody has translated stands as it came. */
export function useReasonWords() {
  const { t } = useI18n()
  return (raw: string): string => {
    const reason = disputeReasonOf(raw)
    return reason ? t(`disputes.reason.${reason}`) : `\u2068${raw}\u2069`
  }
}
