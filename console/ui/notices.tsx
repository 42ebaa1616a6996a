import { X } from 'lucide-react'
import {
  createContext,
  type FocusEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button'
import { useKeptFocus } from './use-kept-focus'
import style from './notices.module.css'

/** Something to tell the user once; problems stay until they are dismissed. */
export interface Notice {
  readonly kind: 'INFO' | 'PROBLEM'
  readonly text: string
}

interface Notices {
  readonly say: (notice: Notice) => void
}

interface Shown extends Notice {
  readonly number: number
}

const NoticesContext = createContext<Notices | null>(null)

/** How many are shown; older ones make place. */
const MOST = 4
/** For how long an INFO is shown, in milliseconds. */
const INFO_MS = 8_000

/** Shows the notices of all that is below it. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<readonly Shown[]>([])
  const count = useRef(0)
  const say = useCallback((notice: Notice) => {
    const number = count.current++
    // The same thing said again is said once.
    setShown((before) => [...before.filter(({ text }) => text !== notice.text), { ...notice, number }].slice(-MOST))
  }, [])
  const { leave, ...focus } = useFocusBack()
  const dismiss = useCallback(
    (number: number) => {
      setShown((before) => before.filter((notice) => notice.number !== number))
      leave()
    },
    [leave],
  )
  const notices = useMemo(() => ({ say }), [say])
  return (
    <NoticesContext value={notices}>
      {children}
      <section className={style.notices} aria-label={t('notices')} {...focus}>
        <div aria-live="polite">
          {shown.map((notice) => (
            <ShownNotice key={notice.number} notice={notice} onDismiss={() => dismiss(notice.number)} />
          ))}
        </div>
      </section>
    </NoticesContext>
  )
}

/** Throws outside of NoticesProvider. */
export function useNotices(): Notices {
  const notices = useContext(NoticesContext)
  if (notices === null) throw new Error('useNotices() needs a NoticesProvider above it')
  return notices
}

/** Gives the focus back to where it was before it was in the notices, when one goes that has it. */
function useFocusBack() {
  const ref = useRef<HTMLElement>(null)
  const cameFrom = useRef<HTMLElement>(null)
  const [left, setLeft] = useState(0)
  useKeptFocus(cameFrom, left)
  const leave = useCallback(() => {
    if (ref.current?.contains(document.activeElement)) setLeft((count) => count + 1)
  }, [])
  const onFocus = useCallback(({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return
    cameFrom.current = relatedTarget instanceof HTMLElement ? relatedTarget : document.getElementById('content')
  }, [])
  return { ref, onFocus, leave }
}

function ShownNotice({ notice, onDismiss }: { notice: Shown; onDismiss: () => void }) {
  const { t } = useTranslation()
  const dismiss = useRef(onDismiss)
  useEffect(() => {
    dismiss.current = onDismiss
  })
  useEffect(() => {
    if (notice.kind === 'PROBLEM') return
    const timer = setTimeout(() => dismiss.current(), INFO_MS)
    return () => clearTimeout(timer)
  }, [notice.kind])
  return (
    <div className={`${style.notice} ${notice.kind === 'PROBLEM' ? style.problem : ''}`}>
      <p>{notice.text}</p>
      <IconButton label={t('dismiss')} onPress={onDismiss}>
        <X size={16} />
      </IconButton>
    </div>
  )
}
