import { EngineCallTimeout } from '../../domain/engine'

/** The promise, or a rejection with EngineCallTimeout after `ms`; the work itself goes on, as nothing can stop it. */
export async function withLimit<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EngineCallTimeout(`${what} did not end within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
