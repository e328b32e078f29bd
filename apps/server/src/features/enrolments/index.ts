export { endGrants, grantAccess, hasAccess } from './access/grant-access.ts'
export { listLiveSources } from './access/queries.ts'
export { nextLesson, ruleOf, watchedPercent } from './completion.ts'
export { learn, openLesson } from './progress/learn-lesson.ts'
