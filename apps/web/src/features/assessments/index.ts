import { defineAsyncComponent } from 'vue'

/** A check of what was learned: it comes only when a lesson is one. */
export const QuizLesson = defineAsyncComponent(() => import('./QuizLesson.vue'))
