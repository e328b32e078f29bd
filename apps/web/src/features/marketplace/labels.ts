import { useI18n } from 'vue-i18n'
import { formatMoney, isolated } from '../../ui/money.ts'
import type { FacetName, FacetValue, Sought } from './search-url.ts'

const amounts = { low: isolated(formatMoney(3000, 'USD')), high: isolated(formatMoney(8000, 'USD')) }

/** What choices and whole searches are called in the words of the page. */
export function useLabels() {
  const { t } = useI18n()

  const labelOf = (facet: FacetName, value: FacetValue): string => {
    if (facet === 'subject') return t(`marketplace.subject.${value}`)
    if (facet === 'language') return t(`marketplace.language.${value}`)
    if (facet === 'level') return t(`marketplace.level.${value}`)
    return t(`marketplace.price.${value}`, amounts)
  }

  /** "Free courses taught in Arabic for beginners": what a single choice says stands in the heading, several stand in the chips alone. */
  const headingOf = ({ q, subject, language, level, price }: Sought): string => {
    const only = <Value>(values: readonly Value[] | undefined) => (values?.length === 1 ? values[0] : undefined)
    const [about, tongue, step] = [only(subject), only(language), only(level)]
    return [
      only(price) === 'free' ? t('marketplace.heading.free') : t('marketplace.heading.all'),
      ...(about ? [t(`marketplace.heading.subject.${about}`)] : []),
      ...(tongue ? [t(`marketplace.heading.language.${tongue}`)] : []),
      ...(step ? [t(`marketplace.heading.level.${step}`)] : []),
      ...(q ? [t('marketplace.heading.words', { q: `\u2068${q}\u2069` })] : []),
    ].join(' ')
  }

  return { labelOf, headingOf }
}
