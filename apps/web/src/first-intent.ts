const intents = ['pointerdown', 'keydown', 'focusin', 'touchstart'] as const

/**
 * Wakes the page at the first sign that somebody wants something from it, or else when the browser has nothing to do.
 * A press on a button that came too early is pressed again afterwards; links and forms work without us.
 */
export function onFirstIntent(wake: () => Promise<void>): void {
  let woken: Promise<void> | null = null
  const early: HTMLElement[] = []

  const begin = () => {
    woken ??= wake().then(() => {
      removeEventListener('click', keep, true)
      for (const button of early) if (button.isConnected) button.click()
    })
    for (const intent of intents) removeEventListener(intent, begin, true)
  }
  const keep = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button && button.type === 'button') early.push(button)
  }

  addEventListener('click', keep, true)
  for (const intent of intents) addEventListener(intent, begin, { capture: true, passive: true })
  const whenIdle = () => ('requestIdleCallback' in window ? requestIdleCallback(begin, { timeout: 4000 }) : setTimeout(begin, 1500))
  if (document.readyState === 'complete') whenIdle()
  else addEventListener('load', whenIdle, { once: true })
}
