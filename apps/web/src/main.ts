import './theme.css'
import { onFirstIntent } from './first-intent.ts'
import type { PageState } from './page-state.ts'

const state = document.getElementById('state')?.textContent
const page = state ? (JSON.parse(state) as PageState) : null

/** The rest of the application waits in its own file: a page that the server rendered can be read, searched and bought from without it. */
const start = async () => (await import('./start.ts')).start(page)

if (page?.rendered) onFirstIntent(start)
else void start()
