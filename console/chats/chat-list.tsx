import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatFieldsFragment } from '../generated/operations'
import { toE164 } from '../sessions/phone-number'
import { useSessions } from '../sessions/sessions-context'
import style from './chat-list.module.css'
import { ChatRows } from './chat-rows'
import { ChatSearch } from './chat-search'
import { type Criteria, isWith } from './criteria'
import { NoChats, NotLoaded, Skeleton } from './no-chats'
import { StartChat } from './start-chat'
import { type Chats, useChats } from './use-chats'
import { enterRows } from './use-roving'
import { isSynchronising } from './use-sync-reload'

const EVERYTHING: Criteria = { search: '', filter: 'ALL' }
/** How near the end the next page is asked for, in chats. */
const AHEAD = 40

interface ChatListProps {
  sessionId: string
  chatId: string | null
}

/** The chats of a session: searched, filtered, newest activity first, as they are now. */
export function ChatList({ sessionId, chatId }: ChatListProps) {
  const { t } = useTranslation('chats')
  const section = useRef<HTMLElement>(null)
  const [typed, setTyped] = useState('')
  const [criteria, setCriteria] = useState(EVERYTHING)
  const chats = useChats(sessionId, criteria, chatId)
  // What was listed before stays until there is what takes its place.
  const [before, setBefore] = useState<readonly ChatFieldsFragment[]>([])
  const { totalCount, error } = chats.state
  const items = totalCount === null && error === null ? before : chats.state.items
  const phone = toE164(criteria.search)
  const isListed = phone !== null && (totalCount === null || items.some((chat) => isWith(chat, phone)))

  function change(changed: Partial<Criteria>) {
    setBefore(items)
    setCriteria((criteriaBefore) => ({ ...criteriaBefore, ...changed }))
  }
  function clear() {
    setTyped('')
    change(EVERYTHING)
  }
  return (
    <section ref={section} className={style.list} aria-label={t('title')}>
      <h2 className="visually-hidden">{t('title')}</h2>
      <ChatSearch
        {...{ typed, filter: criteria.filter }}
        onType={setTyped}
        onChange={change}
        onLeave={() => enterRows(section.current)}
      />
      {phone !== null && <StartChat key={phone} {...{ sessionId, phone, isListed }} onStarted={clear} />}
      {items.length > 0 ? (
        <Rows key={JSON.stringify(criteria)} {...{ sessionId, chatId, chats, items }} />
      ) : (
        <Nothing {...{ sessionId, criteria, chats }} />
      )}
    </section>
  )
}

interface RowsProps extends ChatListProps {
  chats: Chats
  items: readonly ChatFieldsFragment[]
}

function Rows({ sessionId, chatId, chats, items }: RowsProps) {
  const { error, hasMore, totalCount } = chats.state

  function reach(count: number) {
    chats.reached(count)
    if (count > items.length - AHEAD && hasMore && error === null) chats.loadMore()
  }
  const total = Math.max(hasMore ? (totalCount ?? 0) : 0, items.length)
  return (
    <>
      <ChatRows sessionId={sessionId} chatId={chatId} chats={items} total={total} onReach={reach} />
      {error && <NotLoaded error={error} onRetry={hasMore ? chats.loadMore : chats.reload} />}
    </>
  )
}

function Nothing({ sessionId, criteria, chats }: { sessionId: string; criteria: Criteria; chats: Chats }) {
  const { sessions } = useSessions()
  const { error, loading, totalCount } = chats.state
  if (error) return <NotLoaded error={error} onRetry={chats.reload} />
  if (totalCount === null && loading !== null) return <Skeleton />
  return <NoChats criteria={criteria} synchronising={isSynchronising(sessions.find(({ id }) => id === sessionId))} />
}
