import { notifications } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { mail, mails, sendAgain } from './mail-log.ts'

export const notificationsRouter = router({
  mails: implement(notifications.mails, mails),
  mail: implement(notifications.mail, mail),
  sendAgain: implement(notifications.sendAgain, sendAgain),
})
