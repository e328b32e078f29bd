// Runs before the first paint: light or dark as chosen, or else as the device says.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('theme')
  } catch (blocked) {
    chosen = null
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
})()
