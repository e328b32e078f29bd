import { useMutation } from '@pinia/colada'
import { api } from '../../api.ts'
import { inLanguage } from '../../language.ts'
import { useSession } from '../../session.ts'

/** Takes the person to another of our hosts without signing in again: the address they leave to works once. */
export function useHandoff() {
  const session = useSession()
  const { mutate, isLoading, error } = useMutation({
    mutation: ({ to, path }: { to: string | null; path: string }) =>
      api.people.handoff.mutate({ to, path: inLanguage(path, session.locale) }),
    onSuccess: ({ url }) => location.replace(url),
  })
  return { goTo: mutate, busy: isLoading, error }
}
