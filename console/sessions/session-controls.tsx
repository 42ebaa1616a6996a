import { EllipsisVertical } from 'lucide-react'
import { useState } from 'react'
import { Button as AriaButton, Link, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { sessionPath } from '../addresses'
import type { SessionFieldsFragment } from '../generated/operations'
import { Button } from '../ui/button'
import button from '../ui/button.module.css'
import { ConfirmDialog } from '../ui/confirm-dialog'
import menu from '../ui/menu.module.css'
import { actionsOf, type SessionAction } from './session-actions'
import { useSessionActions } from './use-session-actions'

interface SessionMenuProps {
  session: SessionFieldsFragment
  actions: readonly SessionAction[]
}

/** The likeliest action of a session as a button, and the others in a menu. */
export function SessionControls({ session }: { session: SessionFieldsFragment }) {
  const [likeliest, ...others] = actionsOf(session)
  // What is lost by a slip stays in the menu.
  const isHarmless = likeliest !== undefined && !['STOP', 'LOGOUT', 'DELETE'].includes(likeliest)
  return (
    <>
      {isHarmless && <LikeliestAction session={session} action={likeliest} />}
      <SessionMenu session={session} actions={isHarmless ? others : actionsOf(session)} />
    </>
  )
}

function LikeliestAction({ session, action }: { session: SessionFieldsFragment; action: SessionAction }) {
  const { t } = useTranslation('sessions')
  const run = useSessionActions(session)
  const text = t(`action.${action}`)
  const label = t('action.of', { action: text, name: session.name })
  if (action === 'OPEN' || action === 'SHOW_CODE') {
    return (
      <Link href={sessionPath(session.id)} aria-label={label} className={`${button.button} ${button.plain}`}>
        {text}
      </Link>
    )
  }
  return (
    <Button aria-label={label} onPress={() => void run(action)}>
      {text}
    </Button>
  )
}

/** Actions of a session behind three dots; what takes something away is asked about before. */
export function SessionMenu({ session, actions }: SessionMenuProps) {
  const { t } = useTranslation('sessions')
  const run = useSessionActions(session)
  const [asked, setAsked] = useState<'LOGOUT' | 'DELETE' | null>(null)

  function choose(action: SessionAction) {
    if (action === 'LOGOUT' || action === 'DELETE') setAsked(action)
    else void run(action)
  }

  return (
    <>
      <MenuTrigger>
        <AriaButton className={button.icon ?? ''} aria-label={t('action.more', { name: session.name })}>
          <EllipsisVertical size={18} aria-hidden="true" />
        </AriaButton>
        <Popover placement="bottom end" className={menu.popover ?? ''}>
          <Menu className={menu.menu ?? ''} aria-label={t('action.more', { name: session.name })}>
            {actions.map((action) => (
              <MenuItem key={action} className={menu.item ?? ''} onAction={() => choose(action)}>
                {t(`action.${action}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <ConfirmDialog
        isOpen={asked !== null}
        title={t(`confirm.${asked ?? 'DELETE'}.title`, { name: session.name })}
        text={t(`confirm.${asked ?? 'DELETE'}.text`)}
        confirm={t(`confirm.${asked ?? 'DELETE'}.confirm`)}
        cancel={t('cancel')}
        onConfirm={() => void (asked && run(asked))}
        onClose={() => setAsked(null)}
      />
    </>
  )
}
