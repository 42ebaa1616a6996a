import { foldedText, isEmojiOnly, splitLinks } from './text-parts'

const links = (text: string): (string | null)[] => splitLinks(text).flatMap(({ href }) => (href === null ? [] : [href]))

describe('splitLinks', () => {
  it.each([
    ['see https://example.org/a?b=c#d now', ['https://example.org/a?b=c#d']],
    ['https://example.org.', ['https://example.org']],
    ['(https://example.org/x)', ['https://example.org/x']],
    ['https://en.example.org/wiki/Tea_(meal), they say', ['https://en.example.org/wiki/Tea_(meal)']],
    ['HTTP://EXAMPLE.ORG and https://b.example!', ['HTTP://EXAMPLE.ORG', 'https://b.example']],
    ['انظر https://example.org/مرحبا، شكرا', ['https://example.org/مرحبا']],
    ['"https://example.org/q"', ['https://example.org/q']],
    ['javascript:alert(1) data:text/html,x ftp://example.org www.example.org', []],
    ['https://', []],
    ['https://exa\u202emple.org', ['https://exa']],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected)
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })

  it.each([
    ['brackets', 'http://a/' + ')'.repeat(60_000), ['http://a/']],
    ['brackets and dots in turn', 'http://a/(b' + ').'.repeat(30_000), ['http://a/(b)']],
    ['dots', 'http://a/' + '.'.repeat(60_000), ['http://a/']],
    ['dots before a letter', 'http://a/' + '.'.repeat(60_000) + 'a', []],
    ['as many letters as an address can have', 'http://a/' + 'b'.repeat(2039), ['http://a/' + 'b'.repeat(2039)]],
    ['more letters than an address can have', 'http://a/' + 'b'.repeat(2040), []],
  ])('takes %s', (_, text, expected) => {
    expect(links(text)).toEqual(expected)
  })
})

describe('foldedText', () => {
  it('leaves alone what is not long', () => {
    expect(foldedText('word '.repeat(200))).toBeNull()
    expect(foldedText('line\n'.repeat(16))).toBeNull()
  })

  it('cuts at a blank', () => {
    const folded = foldedText('words '.repeat(1000))
    expect(folded).toMatch(/words$/)
    expect(folded?.length).toBeLessThanOrEqual(900)
  })

  it('keeps the first lines of many', () => {
    expect(foldedText('a\n'.repeat(100))).toBe('a\n'.repeat(15) + 'a')
  })

  it('cuts no letter in half', () => {
    expect(foldedText('x' + '😀'.repeat(1000))).toBe('x' + '😀'.repeat(449))
  })
})

describe('isEmojiOnly', () => {
  it.each(['😀', '👍🏽 🎉', '👨‍👩‍👧‍👦', '🇮🇩', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])('%s is', (text) => expect(isEmojiOnly(text)).toBe(true))
  it.each(['', ' ', '5', '#', 'ok 👍', '😀😀😀😀😀😀😀'])('"%s" is not', (text) =>
    expect(isEmojiOnly(text)).toBe(false),
  )
})
