import type { FileKind, UploadedFile } from '@edurise/contracts'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { explain } from '../../../../errors.ts'
import { uploadFile } from './upload.ts'

/** Bytes at most, by kind: what the server takes, said before anything is sent. */
const most: Record<FileKind, number> = { image: 8_000_000, video: 500_000_000, captions: 500_000 }

/** One upload at a time, with how far it is, and what went wrong in words. */
export function useUpload(kind: FileKind) {
  const { t } = useI18n()
  const part = ref<number | null>(null)
  const name = ref('')
  const wrong = shallowRef<string | null>(null)
  const last = shallowRef<File | null>(null)
  let stopping: AbortController | undefined

  async function send(file: File): Promise<UploadedFile | null> {
    wrong.value = null
    last.value = file
    name.value = file.name
    if (file.size > most[kind]) {
      wrong.value = t('courses.builder.file.tooLarge', { size: Math.ceil(file.size / 1_000_000), most: most[kind] / 1_000_000 })
      return null
    }
    stopping = new AbortController()
    part.value = 0
    try {
      return await uploadFile(file, { signal: stopping.signal, onProgress: (now) => (part.value = now) })
    } catch (error) {
      if (!(error instanceof DOMException)) wrong.value = explain(error, t).text
      return null
    } finally {
      part.value = null
    }
  }
  const stop = () => stopping?.abort()
  onScopeDispose(stop)
  const busy = computed(() => part.value !== null)
  const percent = computed(() => Math.round((part.value ?? 0) * 100))
  return { send, stop, busy, percent, name, wrong, last }
}
