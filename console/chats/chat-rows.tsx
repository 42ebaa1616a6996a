import {
  createContext,
  type CSSProperties,
  type ReactNode,
  type Ref,
  use,
  useEffect,
  useEffectEvent,
  useRef,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useTranslation } from 'react-i18next'
import { chatPath } from '../addresses'
import type { ChatFieldsFragment } from '../generated/operations'
import { ChatRow, ROW_HEIGHT } from './chat-row'
import style from './chat-list.module.css'
import { useAnchor } from './use-anchor'
import { useRoving } from './use-roving'

interface ChatRowsProps {
  sessionId: string
  chatId: string | null
  chats: readonly ChatFieldsFragment[]
  /** How many there are in all, loaded or not. */
  total: number
  /** How many have been scrolled to. */
  onReach: (count: number) => void
}

/** How many are in the whole list; the rows that are not drawn cannot be counted. */
const TotalContext = createContext(0)

/**
 * The rows that are in sight, of as many as there are. A list of links and not a listbox: each chat is a place of its
 * own. One of them is a stop of the Tab key, the arrow keys lead on.
 */
export function ChatRows({ sessionId, chatId, chats, total, onReach }: ChatRowsProps) {
  const virtual = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const { activeIndex, keys } = useRoving({ chats, chatId, scroller, virtual })
  const noteTop = useAnchor(chats, scroller)

  function reach() {
    const { current } = virtual
    if (current) onReach(current.findItemIndex(current.scrollOffset + current.viewportSize) + 1)
  }
  const reachAgain = useEffectEvent(reach)
  // While the list was loaded again nothing more could be, and nobody may scroll any further to ask once more.
  useEffect(() => reachAgain(), [chats])
  return (
    <TotalContext value={total}>
      <div ref={scroller} className={style.scroller} {...keys}>
        <Virtualizer
          ref={virtual}
          as={Rows}
          item={Row}
          data={chats}
          itemSize={ROW_HEIGHT}
          keepMounted={chats.length > 0 ? [activeIndex] : []}
          onScroll={() => {
            noteTop()
            reach()
          }}
          onResize={reach}
        >
          {(chat, index) => (
            <ChatRow
              key={chat.id}
              chat={chat}
              href={chatPath(sessionId, chat.id)}
              alone={chatId === null}
              current={chat.id === chatId}
              tabStop={index === activeIndex}
            />
          )}
        </Virtualizer>
      </div>
    </TotalContext>
  )
}

/** What virtua gives the list. */
interface RowsProps {
  ref?: Ref<HTMLUListElement>
  style: CSSProperties
  children: ReactNode
}

function Rows(props: RowsProps) {
  const { t } = useTranslation('chats')
  return <ul {...props} aria-label={t('title')} />
}

interface RowProps {
  ref?: Ref<HTMLLIElement>
  style: CSSProperties
  index: number
  children: ReactNode
}

/** virtua hides a row until it is measured, and what is hidden takes no focus; all rows are as high as it is told. */
function Row({ index, style: place, ...props }: RowProps) {
  const total = use(TotalContext)
  return <li {...props} style={{ ...place, visibility: 'visible' }} aria-posinset={index + 1} aria-setsize={total} />
}
