/** Runs in the measured page before its own scripts: `bench` there tells what the page's thread does and shows. */
{
  const { document, performance, requestAnimationFrame, setTimeout, MutationObserver, PerformanceObserver } = globalThis

  /** At 60 frames a second, in milliseconds. */
  const FRAME_MS = 1000 / 60

  /** What held the thread for more than 50 ms, each in milliseconds. */
  let tasks = []
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ duration }) => duration))
  }).observe({ type: 'longtask', buffered: true })

  /** Frames that were drawn since they are counted, and those that should have been drawn too. */
  let frames = { drawn: 0, missed: 0, last: null }
  const count = (at) => {
    if (frames.last !== null) {
      frames.drawn += 1
      frames.missed += Math.max(0, Math.round((at - frames.last) / FRAME_MS) - 1)
    }
    frames.last = at
    requestAnimationFrame(count)
  }
  requestAnimationFrame(count)

  /** The ids of all messages that were in the document at some time. */
  const seen = new Set()
  const painted = (done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))
  /** Since the navigation began, in milliseconds, once what is looked for is on the screen. */
  const shown = (selector) =>
    new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(selector) === null) return
        observer.disconnect()
        painted(resolve)
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { childList: true, subtree: true })
      look()
    })

  globalThis.bench = {
    chatsShown: shown('[data-row]'),
    anythingShown: shown('body'),
    seen,
    /** Notes every message that is drawn in the open thread from now on. */
    watchThread() {
      const list = document.querySelector('[data-testid=messages]')
      const note = () => list.querySelectorAll('[data-testid=message]').forEach(({ id }) => seen.add(id))
      note()
      new MutationObserver(note).observe(list, { childList: true, subtree: true })
    },
    /** Scrolls the open thread up, each frame, until it shows its oldest message. */
    toBeginning(oldest) {
      const list = document.querySelector('[data-testid=messages]')
      const up = () => {
        list.scrollTop = 0
        if (document.getElementById(oldest) === null) requestAnimationFrame(up)
      }
      up()
    },
    /** What counts begins anew. */
    clear() {
      tasks = []
      frames = { drawn: 0, missed: 0, last: null }
    },
    figures: () => ({
      longest: Math.max(0, ...tasks),
      blocked: tasks.reduce((sum, duration) => sum + duration - 50, 0),
      missed: frames.missed / Math.max(1, frames.drawn + frames.missed),
    }),
  }
}
