import { isMailKind } from '@edurise/contracts/mail-kinds'

/** One that a newer server sends is shown under its own word. */
export const kindName = (kind: string, t: (key: string) => string): string =>
  isMailKind(kind) ? t(`notifications.kind.${kind}`) : kind.replaceAll('_', ' ')
