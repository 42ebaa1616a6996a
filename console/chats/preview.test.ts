import { lastMessage } from './fake-chats'
import { firstNameOf, previewOf } from './preview'

const inGroup = (message: Parameters<typeof lastMessage>[0]) => previewOf('GROUP', lastMessage(message))
const inPrivate = (message: Parameters<typeof lastMessage>[0]) => previewOf('PRIVATE', lastMessage(message))

describe('previewOf', () => {
  it('says what was written, and in groups by whom', () => {
    expect(inPrivate({ body: 'Sudah\n\n  sampai' })).toEqual({
      kind: 'TEXT',
      text: 'Sudah sampai',
      sender: null,
      fromMe: false,
    })
    expect(inGroup({})).toMatchObject({ text: 'Halo', sender: 'Siti' })
    expect(inGroup({ fromMe: true, sender: null })).toMatchObject({ sender: null, fromMe: true })
    expect(inGroup({ type: 'SYSTEM' })).toMatchObject({ kind: 'SYSTEM', text: 'Halo', sender: null })
  })

  it('says the kind of what is no text, with its caption where it has one', () => {
    expect(inPrivate({ type: 'IMAGE', body: null })).toMatchObject({ kind: 'IMAGE', text: null })
    expect(inPrivate({ type: 'IMAGE', body: 'di pantai' })).toMatchObject({ kind: 'IMAGE', text: 'di pantai' })
    expect(inPrivate({ type: 'UNDECRYPTED', body: null })).toMatchObject({ kind: 'UNDECRYPTED', text: null })
  })

  it('shows nothing of what was deleted', () => {
    expect(inGroup({ revokedAt: '2026-01-01T00:00:00.000Z' })).toMatchObject({ kind: 'REVOKED', text: null })
  })
})

describe('firstNameOf', () => {
  it('is the first word of names, and all of numbers and of names that begin with an emoji', () => {
    expect(firstNameOf('  محمد Hidayat')).toBe('محمد')
    expect(firstNameOf('+62 811 1234')).toBe('+62 811 1234')
    expect(firstNameOf('🌻 Rosa Silva')).toBe('🌻 Rosa Silva')
    expect(firstNameOf('')).toBe('')
  })
})
