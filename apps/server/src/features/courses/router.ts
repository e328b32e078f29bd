import { courses } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { addModule, moveModule, removeModule, renameModule } from './modules/change-modules.ts'
import { createCourse } from './create-course.ts'
import { archiveCourse, publishCourse } from './publish-course.ts'
import { listMyCourses, readDraft } from './read-courses.ts'
import { updateCourse } from './update-course.ts'

export const coursesRouter = router({
  mine: implement(courses.mine, listMyCourses),
  create: implement(courses.create, createCourse),
  byId: implement(courses.byId, readDraft),
  update: implement(courses.update, updateCourse),
  publish: implement(courses.publish, publishCourse),
  archive: implement(courses.archive, archiveCourse),
  addModule: implement(courses.addModule, addModule),
  renameModule: implement(courses.renameModule, renameModule),
  moveModule: implement(courses.moveModule, moveModule),
  removeModule: implement(courses.removeModule, removeModule),
})
