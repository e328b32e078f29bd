import { expect, it, vi } from 'vitest'
import { render } from '../testing/render.ts'
import ActionButton from './ActionButton.vue'
import ConfirmDialog from './ConfirmDialog.vue'
import ErrorState from './ErrorState.vue'

it('does nothing on a second press while busy, and keeps its label', async () => {
  const onPress = vi.fn()
  const busy = await render(ActionButton, { props: { label: 'Pay $55.68', busy: true, onPress } })
  await busy.get('button').trigger('click')
  expect(onPress).not.toHaveBeenCalled()
  expect(busy.get('button').text()).toBe('Pay $55.68')
  expect(busy.get('button').attributes('aria-busy')).toBe('true')
})

it('acts on each press while free', async () => {
  const onPress = vi.fn()
  const free = await render(ActionButton, { props: { label: 'Pay $55.68', onPress } })
  await free.get('button').trigger('click')
  expect(onPress).toHaveBeenCalledOnce()
})

it('names the object and the act in a dialog, in Arabic too', async () => {
  await render(ConfirmDialog, { props: { open: true, title: 'EDU-4817', text: 'x', act: 'ردّ المبلغ' }, locale: 'ar' })
  const dialog = document.querySelector('[role=dialog]')
  expect(dialog?.textContent).toContain('EDU-4817')
  expect([...(dialog?.querySelectorAll('button') ?? [])].map((button) => button.textContent?.trim())).toContain('إلغاء')
})

it('lets a fault be tried again and gives the number to quote', async () => {
  const onRetry = vi.fn()
  const view = await render(ErrorState, { props: { error: { data: { requestId: 'req-1' } }, onRetry } })
  expect(view.get('[role=alert]').text()).toContain('req-1')
  await view.get('button').trigger('click')
  expect(onRetry).toHaveBeenCalledOnce()
})
