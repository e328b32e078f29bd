import type { Statement, StatementAnswers, StatementPreview } from '@edurise/contracts'
import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '../../../api.ts'
import { refusalOf } from '../../../errors.ts'
import { base64Of, mostBytes } from './read-file.ts'

export interface Question {
  question: 'dates' | 'decimals' | 'columns'
  rows: string[][]
}

const isRows = (value: unknown): value is string[][] =>
  Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'string'))

function questionOf(error: unknown): Question | null {
  const refusal = refusalOf(error)
  if (refusal?.code !== 'STATEMENT_QUESTION' || !isRows(refusal.data.rows)) return null
  const { question, rows } = refusal.data
  return question === 'dates' || question === 'decimals' || question === 'columns' ? { question, rows } : null
}

/** One file on its way in: chosen, asked about, looked at, imported. What was answered goes with it each time. */
export function useStatement(accountId: () => string) {
  const { t } = useI18n()
  const file = shallowRef<File | null>(null)
  const content = ref('')
  const answers = ref<StatementAnswers>({})
  const preview = shallowRef<StatementPreview | null>(null)
  const question = shallowRef<Question | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref<'reading' | 'importing' | null>(null)
  const done = shallowRef<Statement | null>(null)
  const tooLarge = ref<string | null>(null)

  const sizeIn = (bytes: number) => (bytes / 1_000_000).toFixed(1).replace('.0', '')
  const tooLargeFor = (most: number) => t('transfers.statements.tooLarge', { size: sizeIn(file.value?.size ?? 0), most: sizeIn(most) })

  /** The server has the last word on the size; what it says stands where our own check does. */
  function refused(failure: unknown): void {
    const refusal = refusalOf(failure)
    if (refusal?.code === 'FILE_TOO_LARGE' && typeof refusal.data.maxBytes === 'number') tooLarge.value = tooLargeFor(refusal.data.maxBytes)
    else error.value = failure
  }

  const upload = () => ({ accountId: accountId(), fileName: file.value?.name ?? '', content: content.value, answers: answers.value })

  async function look(): Promise<void> {
    if (busy.value) return
    busy.value = 'reading'
    error.value = null
    question.value = null
    preview.value = null
    try {
      preview.value = await api.transfers.previewStatement.mutate(upload())
    } catch (failure) {
      question.value = questionOf(failure)
      if (!question.value) refused(failure)
    } finally {
      busy.value = null
    }
  }

  async function choose(chosen: File): Promise<void> {
    if (busy.value) return
    done.value = null
    preview.value = null
    question.value = null
    error.value = null
    answers.value = {}
    file.value = chosen
    tooLarge.value = chosen.size > mostBytes ? tooLargeFor(mostBytes) : null
    if (tooLarge.value) return
    content.value = await base64Of(chosen)
    await look()
  }

  async function answer(given: StatementAnswers): Promise<void> {
    answers.value = { ...answers.value, ...given }
    await look()
  }

  async function take(matches: { fingerprint: string; transferId: string }[]): Promise<Statement | null> {
    if (busy.value) return null
    busy.value = 'importing'
    error.value = null
    try {
      done.value = await api.transfers.importStatement.mutate({ ...upload(), matches })
      file.value = null
      preview.value = null
      content.value = ''
      return done.value
    } catch (failure) {
      refused(failure)
      return null
    } finally {
      busy.value = null
    }
  }

  /** Why the file cannot be read, in words that name the line. */
  const unreadable = computed(() => {
    const refusal = refusalOf(error.value)
    if (refusal?.code !== 'STATEMENT_UNREADABLE') return null
    const { problem, line, found } = refusal.data
    return typeof problem === 'string'
      ? t(`transfers.statements.unreadable.${problem}`, { line: String(line), found: `\u2068${String(found)}\u2069` })
      : null
  })
  return { file, preview, question, error, busy, done, tooLarge, unreadable, choose, look, answer, take }
}
