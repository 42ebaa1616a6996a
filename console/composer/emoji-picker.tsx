import {
  EmojiPicker as Picker,
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
} from 'frimousse'
import { useTranslation } from 'react-i18next'
import { useTouch } from '../ui/use-touch'
import style from './emoji-picker.module.css'

/** Where the build puts the names and groups of all emoji: see scripts/vite-emoji.mts. */
declare const EMOJI_DATA_URL: string

const COLUMNS = 8

/** All emoji, with a field to find them by their English names: arrows move, Enter chooses. */
export default function EmojiPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t } = useTranslation('composer')
  const isTouch = useTouch()
  return (
    <Picker.Root
      className={style.picker}
      emojibaseUrl={EMOJI_DATA_URL}
      locale="en"
      columns={COLUMNS}
      onEmojiSelect={({ emoji }) => onChoose(emoji)}
    >
      <Picker.Search
        className={style.search}
        // A keyboard on the screen would come over the emoji at once.
        autoFocus={!isTouch}
        aria-label={t('emoji.search')}
        placeholder={t('emoji.search')}
      />
      <Picker.Viewport className={style.viewport}>
        <Picker.Loading className={style.message}>{t('emoji.loading')}</Picker.Loading>
        <Picker.Empty className={style.message}>{t('emoji.none')}</Picker.Empty>
        <Picker.List lang="en" className={style.list} components={{ CategoryHeader, Row, Emoji }} />
      </Picker.Viewport>
    </Picker.Root>
  )
}

function CategoryHeader({ category, ...props }: EmojiPickerListCategoryHeaderProps) {
  return (
    <div {...props} className={style.category}>
      {category.label}
    </div>
  )
}

function Row(props: EmojiPickerListRowProps) {
  return <div {...props} aria-rowindex={fromOne(props['aria-rowindex'])} />
}

function Emoji({ emoji, ...props }: EmojiPickerListEmojiProps) {
  return (
    <button type="button" {...props} aria-colindex={fromOne(props['aria-colindex'])} className={style.emoji}>
      {emoji.emoji}
    </button>
  )
}

/** The library counts rows and columns from 0, ARIA from 1. */
const fromOne = (index: number | undefined): number | undefined => (index === undefined ? undefined : index + 1)
