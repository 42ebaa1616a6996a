import { Megaphone, Users } from 'lucide-react'
import type { ChatKind } from '../generated/operations'
import style from './avatar.module.css'

const HUES = 8

interface AvatarProps {
  /** What the colour follows from: an id, so that it stays when the name changes. */
  id: string
  name: string
  kind?: ChatKind
}

/** A coloured disc in the place of a picture: the first letters of a person's name, or what kind of chat it is. */
export function Avatar({ id, name, kind = 'PRIVATE' }: AvatarProps) {
  return (
    <span className={`${style.avatar} ${style[`hue${hueOf(id)}`]}`} aria-hidden="true">
      {kind === 'GROUP' ? <Users size={18} /> : kind === 'PRIVATE' ? initials(name) : <Megaphone size={18} />}
    </span>
  )
}

/** The number of an id's colour among HUES, the same everywhere on the page. */
export function hueOf(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0
  return sum % HUES
}

const segmenter = new Intl.Segmenter()

/** The first grapheme of the first two words that begin with a letter; of others the first of all. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word))
  const first = (text: string): string => segmenter.segment(text)[Symbol.iterator]().next().value?.segment ?? ''
  return words.length > 0 ? words.slice(0, 2).map(first).join('') : first(name)
}
