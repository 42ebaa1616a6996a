import { Smartphone } from 'lucide-react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useAction } from '../api/use-action'
import {
  type SessionFieldsFragment,
  SimulateDisconnectDocument,
  SimulateLifeDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  type SimulatedDisconnect,
} from '../generated/operations'
import { Button } from '../ui/button'
import button from '../ui/button.module.css'
import menu from '../ui/menu.module.css'

/** What "messages" sends: enough to see a list move, slow enough to watch. */
const MESSAGES = { count: 20, chats: 4, groups: 1, perSecond: 2 }

/** As people write, and not at all; the API does not tell which it is. */
const PACES = [
  ['live', 1],
  ['rest', 0],
] as const

const LOSSES: readonly SimulatedDisconnect[] = ['NETWORK', 'CRASH', 'LOGGED_OUT']

/** Has the simulated phone scan the code of a session, or enter it. */
export function ScanButton({ session: { id: sessionId, pairingCode } }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const login = useAction(SimulateLoginDocument)
  return (
    <Button look="PRIMARY" onPress={() => void (login.running || login.run({ sessionId }))}>
      {t(pairingCode === null ? 'simulated.scan' : 'simulated.enter')}
    </Button>
  )
}

/** What a simulated phone, and the network it is in, can be made to do. */
export function SimulatedPhoneMenu({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const sessionId = session.id
  const login = useAction(SimulateLoginDocument)
  const messages = useAction(SimulateMessagesDocument)
  const disconnect = useAction(SimulateDisconnectDocument)
  const life = useAction(SimulateLifeDocument)
  const isConnected = session.state === 'CONNECTED'
  return (
    <MenuTrigger>
      <AriaButton className={button.icon ?? ''} aria-label={t('simulated.menu')}>
        <Smartphone size={18} aria-hidden="true" />
      </AriaButton>
      <Popover placement="bottom end" className={menu.popover ?? ''}>
        <Menu className={menu.menu ?? ''} aria-label={t('simulated.menu')}>
          {session.state === 'AWAITING_LOGIN' && (
            <MenuItem className={menu.item ?? ''} onAction={() => void login.run({ sessionId })}>
              {t(session.pairingCode === null ? 'simulated.scan' : 'simulated.enter')}
            </MenuItem>
          )}
          <MenuItem
            className={menu.item ?? ''}
            isDisabled={!isConnected}
            onAction={() => void messages.run({ input: { sessionId, ...MESSAGES } })}
          >
            {t('simulated.messages', { count: MESSAGES.count })}
          </MenuItem>
          {PACES.map(([name, pace]) => (
            <MenuItem
              key={name}
              className={menu.item ?? ''}
              isDisabled={!isConnected}
              onAction={() => void life.run({ sessionId, pace })}
            >
              {t(`simulated.${name}`)}
            </MenuItem>
          ))}
          {LOSSES.map((reason) => (
            <MenuItem
              key={reason}
              className={menu.item ?? ''}
              isDisabled={!isConnected}
              onAction={() => void disconnect.run({ sessionId, reason })}
            >
              {t(`simulated.${reason}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
