/** How long a video is, as the browser reads it; null when it cannot. */
export function readDuration(file: Blob): Promise<number | null> {
  const video = document.createElement('video')
  const address = URL.createObjectURL(file)
  return new Promise<number | null>((resolve) => {
    const done = (seconds: number | null) => {
      clearTimeout(patience)
      URL.revokeObjectURL(address)
      resolve(seconds)
    }
    const patience = setTimeout(() => done(null), 10_000)
    video.preload = 'metadata'
    video.muted = true
    video.addEventListener('error', () => done(null))
    video.addEventListener('durationchange', () => {
      if (Number.isFinite(video.duration)) done(Math.round(video.duration * 10) / 10)
      // Some recordings do not say how long they are until their end has been looked for.
      else video.currentTime = 1e9
    })
    video.src = address
  })
}
