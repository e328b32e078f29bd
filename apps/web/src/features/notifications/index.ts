/** What a mail is about, in words; its texts are `notifications`. */
export { kindName } from './kinds.ts'
