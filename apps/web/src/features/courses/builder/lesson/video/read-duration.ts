/** How long a video is in seconds, as the browser reads it from its address; null when it cannot. */
export function readDuration(address: string): Promise<number | null> {
  const video = document.createElement('video')
  return new Promise<number | null>((resolve) => {
    const done = (seconds: number | null) => {
      clearTimeout(patience)
      video.removeAttribute('src')
      resolve(seconds)
    }
    const patience = setTimeout(() => done(null), 10_000)
    video.preload = 'metadata'
    video.muted = true
    video.addEventListener('error', () => done(null))
    video.addEventListener('durationchange', () => {
      if (Number.isFinite(video.duration)) done(Math.round(video.duration * 10) / 10)
      // Some recordings do not say how long they are until their end has been looked for.
      else if (video.duration === Infinity) video.currentTime = 1e9
    })
    video.src = address
  })
}
