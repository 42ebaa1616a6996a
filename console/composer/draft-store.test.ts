import { DraftStore } from './draft-store'
import { FakeStorage } from './fake-storage'

/** Over one storage, at times that grow. */
function setUp(storage = new FakeStorage()) {
  let now = 0
  const open = () => {
    const store = new DraftStore(
      () => storage,
      () => ++now,
    )
    store.load()
    return store
  }
  return { storage, open }
}

test('drafts are kept over reloads, oldest first', () => {
  const { open } = setUp()
  const store = open()
  store.set('cht_1', 'one')
  store.set('cht_2', 'two')
  store.set('cht_1', 'one more')
  expect([...store.drafts.get()]).toEqual([
    ['cht_2', 'two'],
    ['cht_1', 'one more'],
  ])
  expect([...open().drafts.get()]).toEqual([...store.drafts.get()])
})

test('an empty draft leaves nothing behind, and what others keep stays', () => {
  const { open, storage } = setUp()
  storage.setItem('wagraph.theme', 'dark')
  const store = open()
  store.set('cht_1', 'one')
  store.set('cht_1', '')
  expect(store.drafts.get().size).toBe(0)
  expect(storage.length).toBe(1)
})

test('the oldest draft makes place where there are too many, or too long ones', () => {
  const { open, storage } = setUp()
  const store = open()
  for (let n = 0; n <= 100; n++) store.set(`cht_${n}`, `draft ${n}`)
  expect(store.drafts.get().size).toBe(100)
  expect(store.drafts.get().has('cht_0')).toBe(false)
  expect(storage.length).toBe(100)
  store.set('cht_long', 'x'.repeat(1_000_000))
  expect([...store.drafts.get().keys()]).toEqual(['cht_long'])
  expect(storage.length).toBe(1)
})

test('a draft goes to the chat that its own has become, unless there is one already', () => {
  const { open } = setUp()
  const store = open()
  store.set('cht_1', 'one')
  store.move('cht_1', 'cht_2')
  store.move('cht_none', 'cht_2')
  expect([...store.drafts.get()]).toEqual([['cht_2', 'one']])
  store.set('cht_3', 'three')
  store.move('cht_3', 'cht_2')
  expect(store.drafts.get().get('cht_2')).toBe('one')
  expect([...open().drafts.get()]).toEqual([...store.drafts.get()])
})

test('all drafts are forgotten, and what others keep stays', () => {
  const { open, storage } = setUp()
  storage.setItem('wagraph.theme', 'dark')
  const store = open()
  store.set('cht_1', 'one')
  store.set('cht_2', 'two')
  store.clear()
  expect(store.drafts.get().size).toBe(0)
  expect(storage.length).toBe(1)
})

test('what another tab writes, sends and forgets is heard of', () => {
  const { open, storage } = setUp()
  const [here, there] = [open(), open()]
  const tell = (key: string | null) => here.heard({ key, newValue: key === null ? null : storage.getItem(key) })
  here.set('cht_1', 'here')
  there.set('cht_2', 'there')
  tell('wagraph.draft.cht_2')
  tell('wagraph.theme')
  expect([...here.drafts.get().values()]).toEqual(['here', 'there'])
  there.set('cht_2', '')
  tell('wagraph.draft.cht_2')
  expect([...here.drafts.get().values()]).toEqual(['here'])
  storage.clear()
  tell(null)
  expect(here.drafts.get().size).toBe(0)
})

test('drafts of other tabs are counted and forgotten too, before they are heard of', () => {
  const { open, storage } = setUp()
  const [here, there] = [open(), open()]
  here.set('cht_1', 'here')
  there.set('cht_1', 'the same chat')
  there.set('cht_2', 'there')
  expect(here.count()).toBe(2)
  here.clear()
  expect(storage.length).toBe(0)
})

test('what is no draft is passed over, and removed', () => {
  const { open, storage } = setUp()
  storage.setItem('wagraph.draft.cht_1', '{"text":"cut o')
  storage.setItem('wagraph.draft.cht_2', 'null')
  storage.setItem('wagraph.draft.cht_3', '{"text":1,"at":1}')
  open().set('cht_4', 'four')
  expect([...open().drafts.get()]).toEqual([['cht_4', 'four']])
  expect(storage.length).toBe(1)
})

test('a draft that cannot be kept stays on the page, and is told', () => {
  const { open } = setUp(new FakeStorage(100))
  const store = open()
  expect(store.set('cht_1', 'short')).toBe(true)
  expect(store.set('cht_1', 'x'.repeat(100))).toBe(false)
  expect(store.drafts.get().get('cht_1')).toHaveLength(100)
})

test('nobody is told where nothing changed for them', () => {
  const { open } = setUp()
  const store = open()
  const heard = jest.fn()
  store.drafts.subscribe(heard)
  store.set('cht_1', '')
  expect(heard).not.toHaveBeenCalled()
})
