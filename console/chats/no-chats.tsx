import { CheckCheck, MessagesSquare, RefreshCw, SearchX, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { toE164 } from '../sessions/phone-number'
import { Button } from '../ui/button'
import { MessageCard } from '../ui/message-card'
import style from './chat-list.module.css'
import rowStyle from './chat-row.module.css'
import type { Criteria } from './criteria'

type Reason = 'SYNCHRONISING' | 'NOT_FOUND' | 'NEW_NUMBER' | 'NO_UNREAD' | 'NO_GROUPS' | 'NO_CHATS'

const ICONS: Record<Reason, typeof Users> = {
  SYNCHRONISING: RefreshCw,
  NOT_FOUND: SearchX,
  NEW_NUMBER: MessagesSquare,
  NO_UNREAD: CheckCheck,
  NO_GROUPS: Users,
  NO_CHATS: MessagesSquare,
}

/** Says why no chat is listed. */
export function NoChats({ criteria, synchronising }: { criteria: Criteria; synchronising: boolean }) {
  const { t } = useTranslation('chats')
  const reason = reasonFor(criteria, synchronising)
  const Icon = ICONS[reason]
  return (
    <div className={style.nothing} role="status">
      <MessageCard icon={<Icon size={28} />} title={t(`nothing.${reason}.title`)}>
        <p>{t(`nothing.${reason}.text`, { search: criteria.search })}</p>
      </MessageCard>
    </div>
  )
}

function reasonFor({ search, filter }: Criteria, synchronising: boolean): Reason {
  if (search.trim() !== '') return toE164(search) === null ? 'NOT_FOUND' : 'NEW_NUMBER'
  if (synchronising) return 'SYNCHRONISING'
  if (filter === 'UNREAD') return 'NO_UNREAD'
  return filter === 'GROUPS' ? 'NO_GROUPS' : 'NO_CHATS'
}

/** As many as fill most screens; the others are cut off. */
const SKELETONS = Array.from({ length: 14 }, (_, index) => index)

/** Stands where the chats will be. */
export function Skeleton() {
  const { t } = useTranslation()
  return (
    <div className={style.skeletons} role="status" aria-label={t('loading')}>
      {SKELETONS.map((index) => (
        <div key={index} className={rowStyle.skeleton} />
      ))}
    </div>
  )
}

/** Says why the chats could not be loaded. */
export function NotLoaded({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation()
  const explain = useProblemText()
  return (
    <div className={style.problem}>
      <p role="alert">{explain(problemOf(error))}</p>
      <Button onPress={onRetry}>{t('again')}</Button>
    </div>
  )
}
