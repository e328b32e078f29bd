import SortedList, { type SortableEvent } from 'sortablejs'
import type { Place } from './arrange.ts'

interface Moved {
  lesson: (lessonId: string, place: Place) => void
  module: (moduleId: string, position: number) => void
}

/** Puts a dragged row back where it was: who draws the rows moves it for good. */
function putBack({ item, from, oldIndex }: SortableEvent): void {
  item.remove()
  from.insertBefore(item, from.children[oldIndex ?? 0] ?? null)
}

/** Lets the rows of the outline be dragged by their grips. */
export function sortRows(root: HTMLElement, moved: Moved): () => void {
  const common = { animation: 150, forceFallback: true, fallbackOnBody: true, ghostClass: 'opacity-40', fallbackTolerance: 4 }
  const lists = new Map<Element, SortedList>()

  const ofLessons = (list: HTMLElement) =>
    new SortedList(list, {
      ...common,
      group: 'lessons',
      handle: '[data-grip="lesson"]',
      onEnd: (event) => {
        const moduleId = event.to.dataset.lessons
        const lessonId = event.item.dataset.lesson
        const position = event.newIndex
        putBack(event)
        if (!moduleId || !lessonId || position === undefined || (event.to === event.from && position === event.oldIndex)) return
        moved.lesson(lessonId, { moduleId, position })
      },
    })
  const ofModules = (list: HTMLElement) =>
    new SortedList(list, {
      ...common,
      handle: '[data-grip="module"]',
      onEnd: (event) => {
        const moduleId = event.item.dataset.module
        const position = event.newIndex
        putBack(event)
        if (moduleId && position !== undefined && position !== event.oldIndex) moved.module(moduleId, position)
      },
    })

  // Modules come and go: each list of lessons is taken up when it appears.
  function takeUp(): void {
    for (const [list, sortable] of lists) {
      if (list.isConnected) continue
      sortable.destroy()
      lists.delete(list)
    }
    for (const list of root.querySelectorAll<HTMLElement>('[data-lessons]')) if (!lists.has(list)) lists.set(list, ofLessons(list))
  }
  const all = root.querySelector<HTMLElement>('[data-modules]')
  const whole = all ? ofModules(all) : null
  const watching = new MutationObserver(takeUp)
  if (all) watching.observe(all, { childList: true })
  takeUp()
  return () => {
    watching.disconnect()
    whole?.destroy()
    for (const sortable of lists.values()) sortable.destroy()
  }
}
