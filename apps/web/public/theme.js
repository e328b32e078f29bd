// Runs before the first paint: light or dark as chosen, or else as the device says.
;(function () {
  let chosen = null
  try {
    chosen = localStorage.getItem('theme')
  } catch {
    chosen = null
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
})()
