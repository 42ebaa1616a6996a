import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredLogin } from './login-store'
import { LoginStore } from './login-store'

const LOGIN: StoredLogin = { seed: 'seed', phone: '+6281', linkedAt: 1, epoch: 1, batches: [] }

describe('LoginStore', () => {
  let directory = ''
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wagraph-logins-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('gives back what was stored, and null where nothing was', async () => {
    const store = new LoginStore(join(directory, 'not there yet'))
    expect(await store.load('s')).toBeNull()
    expect(await store.has('s')).toBe(false)
    await store.save('s', LOGIN)
    expect(await store.load('s')).toEqual(LOGIN)
    expect(await store.has('s')).toBe(true)
    expect(await store.has('other')).toBe(false)
  })

  it('keeps the last of many writes at once, and leaves no other file', async () => {
    const store = new LoginStore(directory)
    await Promise.all([1, 2, 3, 4, 5].map((epoch) => store.save('s', { ...LOGIN, epoch })))
    expect((await store.load('s'))?.epoch).toBe(5)
    expect(await readdir(directory)).toEqual(['s.json'])
  })

  it('gives back what is being written', async () => {
    const store = new LoginStore(directory)
    const saved = store.save('s', LOGIN)
    expect(await store.load('s')).toEqual(LOGIN)
    await saved
  })

  it('deletes after what was being written, also what is not there', async () => {
    const store = new LoginStore(directory)
    await Promise.all([store.save('s', LOGIN), store.delete('s'), store.delete('s')])
    expect(await readdir(directory)).toEqual([])
  })

  it('keeps within its directory, whatever a session is called', async () => {
    const store = new LoginStore(join(directory, 'logins'))
    await store.save('../escape', LOGIN)
    expect(await readdir(directory)).toEqual(['logins'])
    expect(await store.load('../escape')).toEqual(LOGIN)
  })

  it('rejects a file that is no login, rather than asking for a new one', async () => {
    await writeFile(join(directory, 's.json'), '{"seed": "cut o')
    await expect(new LoginStore(directory).load('s')).rejects.toThrow(SyntaxError)
  })

  it('passes a failed write on, and writes again afterwards', async () => {
    const file = join(directory, 'in the way')
    await writeFile(file, '')
    const store = new LoginStore(file)
    await expect(store.save('s', LOGIN)).rejects.toThrow()
    await rm(file)
    await expect(store.save('s', LOGIN)).resolves.toBeUndefined()
  })
})
