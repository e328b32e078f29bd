/** A menu gives the focus back to its button, unless what was chosen takes it elsewhere: then it stays there. */
export function useMenuFocus(align: 'start' | 'end') {
  let taken = false
  const take =
    <T>(act: () => T) =>
    (): void => {
      taken = true
      act()
    }
  const onCloseAutoFocus = (event: Event): void => {
    if (taken) event.preventDefault()
    taken = false
  }
  return { take, content: { align, onCloseAutoFocus } }
}
