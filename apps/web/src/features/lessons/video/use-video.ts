import { computed, reactive, watch, type Ref } from 'vue'
import { whole, type Range } from '../player/ranges.ts'

export const rates = [0.75, 1, 1.25, 1.5, 1.75, 2] as const

/** A jump between two looks at the clock longer than this was a seek, in seconds of the video at normal speed. */
const longestLook = 1.5

/** A video element as a page uses it: what it does now, what can be asked of it, and what has been seen of it. */
export function useVideo(element: Readonly<Ref<HTMLVideoElement | null>>, onSeen: (position: number, seen: Range[]) => void) {
  const state = reactive({
    playing: false,
    waiting: false,
    failed: false,
    ended: false,
    time: 0,
    duration: 0,
    rate: 1,
    volume: 1,
    muted: false,
    picture: false,
  })
  let from: number | null = null
  let last = 0

  /** Closes the stretch that is being watched and hands it over. */
  function handOver(): void {
    if (from === null) return
    const seen = whole([from, last])
    if (seen[1] > seen[0]) {
      onSeen(last, [seen])
      from = seen[1]
    }
  }

  function look(): void {
    const video = element.value
    if (!video) return
    state.time = video.currentTime
    if (video.paused || video.seeking) return
    const step = video.currentTime - last
    if (from === null || step < 0 || step > longestLook * Math.max(1, video.playbackRate)) {
      handOver()
      from = video.currentTime
    }
    last = video.currentTime
    handOver()
  }

  const events: Record<string, (video: HTMLVideoElement) => void> = {
    loadedmetadata: (video) => {
      state.duration = Number.isFinite(video.duration) ? video.duration : 0
      state.failed = false
    },
    durationchange: (video) => (state.duration = Number.isFinite(video.duration) ? video.duration : 0),
    play: (video) => {
      state.playing = true
      state.ended = false
      from = last = video.currentTime
    },
    playing: () => (state.waiting = false),
    waiting: () => (state.waiting = true),
    pause: () => {
      state.playing = false
      handOver()
      from = null
    },
    seeking: () => {
      handOver()
      from = null
      look()
    },
    seeked: (video) => {
      state.time = video.currentTime
      if (!video.paused) from = last = video.currentTime
      onSeen(video.currentTime, [])
    },
    timeupdate: look,
    ended: (video) => {
      state.ended = true
      state.playing = false
      // The last second of a video is rarely a whole one.
      onSeen(video.duration, [[Math.floor(from ?? last), Math.ceil(video.duration)]])
      from = null
    },
    ratechange: (video) => (state.rate = video.playbackRate),
    volumechange: (video) => {
      state.volume = video.volume
      state.muted = video.muted
    },
    error: () => {
      state.failed = true
      state.waiting = false
      state.playing = false
    },
    enterpictureinpicture: () => (state.picture = true),
    leavepictureinpicture: () => (state.picture = false),
  }

  watch(
    element,
    (video, _before, onCleanup) => {
      if (!video) return
      const listeners = Object.entries(events).map(([name, act]) => [name, () => act(video)] as const)
      for (const [name, listener] of listeners) video.addEventListener(name, listener)
      onCleanup(() => {
        handOver()
        for (const [name, listener] of listeners) video.removeEventListener(name, listener)
      })
    },
    { immediate: true, flush: 'post' },
  )

  const act = {
    toggle: () => {
      const video = element.value
      if (!video) return
      // A refusal to play (no source yet, no permission) shows in the error event or leaves the button as it is.
      if (video.paused) void video.play().catch(() => undefined)
      else video.pause()
    },
    seek: (seconds: number) => {
      const video = element.value
      if (!video) return
      video.currentTime = Math.min(Math.max(0, seconds), state.duration || 0)
      state.time = video.currentTime
    },
    skip: (seconds: number) => act.seek((element.value?.currentTime ?? 0) + seconds),
    setRate: (rate: number) => {
      if (element.value) element.value.playbackRate = rate
    },
    faster: (steps: 1 | -1) => {
      const at = rates.findIndex((rate) => rate >= state.rate)
      act.setRate(rates[Math.min(rates.length - 1, Math.max(0, at + steps))] ?? 1)
    },
    setVolume: (volume: number) => {
      const video = element.value
      if (!video) return
      video.volume = Math.min(1, Math.max(0, volume))
      video.muted = video.volume === 0
    },
    mute: () => {
      const video = element.value
      if (video) video.muted = !video.muted
    },
    load: () => {
      state.failed = false
      element.value?.load()
    },
  }

  return { state, act, silent: computed(() => state.muted || state.volume === 0) }
}
