import { TestClock } from '../harness/test-clock'

describe('TestClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new TestClock(new Date('2026-03-01T00:00:00Z'))
    const done: string[] = []
    clock.after(100, () => done.push('timer'))
    expect(clock.now()).toEqual(new Date('2026-03-01T00:00:00Z'))
    await clock.advance(99)
    expect(done).toEqual([])
    await clock.advance(1)
    expect(done).toEqual(['timer'])
    expect(clock.now()).toEqual(new Date('2026-03-01T00:00:00.100Z'))
  })

  it('runs timers in the order of their times, each at its own time, also those that timers set', async () => {
    const clock = new TestClock(new Date(0))
    const done: [string, number][] = []
    const note = (name: string): void => void done.push([name, clock.now().getTime()])
    clock.after(30, () => note('late'))
    clock.after(10, () => {
      note('early')
      clock.after(10, () => note('set by early'))
    })
    clock.after(10, () => note('early too'))
    await clock.advance(50)
    expect(done).toEqual([
      ['early', 10],
      ['early too', 10],
      ['set by early', 20],
      ['late', 30],
    ])
  })

  it('lets promises settle between timers', async () => {
    const clock = new TestClock()
    const done: string[] = []
    const later = async (): Promise<void> => {
      await Promise.resolve()
      await new Promise(setImmediate)
      done.push('promise of the first')
    }
    let pending: Promise<void> = Promise.resolve()
    clock.after(10, () => {
      pending = later()
    })
    clock.after(20, () => done.push('second'))
    await clock.advance(20)
    await pending
    expect(done).toEqual(['promise of the first', 'second'])
  })

  it('forgets cancelled timers, and counts those that are left', async () => {
    const clock = new TestClock()
    const work = jest.fn()
    const cancel = clock.after(10, work)
    clock.after(20, () => undefined)
    expect(clock.pending).toBe(2)
    cancel()
    cancel()
    expect(clock.pending).toBe(1)
    await clock.advance(20)
    expect(work).not.toHaveBeenCalled()
    expect(clock.pending).toBe(0)
  })
})
