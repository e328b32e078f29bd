import { lessons } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { addLesson, moveLesson, removeOneLesson, restoreOneLesson, updateLesson } from './change-lessons.ts'
import { previewText, readLessonDraft } from './read-draft.ts'
import { readLesson } from './read-lesson.ts'

export const lessonsRouter = router({
  read: implement(lessons.read, readLesson),
  byId: implement(lessons.byId, readLessonDraft),
  add: implement(lessons.add, addLesson),
  update: implement(lessons.update, updateLesson),
  move: implement(lessons.move, moveLesson),
  remove: implement(lessons.remove, removeOneLesson),
  restore: implement(lessons.restore, restoreOneLesson),
  preview: implement(lessons.preview, previewText),
})
