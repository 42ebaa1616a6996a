import { Copy, Hash, Pencil, Reply, Trash2 } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { Menu, MenuItem, MenuSection, Popover, Separator } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { MessageFieldsFragment } from '../generated/operations'
import menu from '../ui/menu.module.css'
import style from './message-menu.module.css'

/** The emoji that are one press away. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏']
/** For how long WhatsApp lets a message be edited, in milliseconds. */
const EDITABLE_MS = 15 * 60_000

/** Of which message the menu is open, where, and since when (milliseconds since 1970). */
export interface MenuTarget {
  readonly message: MessageFieldsFragment
  readonly at: Element
  readonly openedAt: number
}

/** What can be chosen. */
export interface MenuChoices {
  readonly onReply: (message: MessageFieldsFragment) => void
  readonly onReact: (message: MessageFieldsFragment, emoji: string) => void
  readonly onEdit: (message: MessageFieldsFragment) => void
  readonly onDelete: (message: MessageFieldsFragment) => void
  readonly onCopy: (message: MessageFieldsFragment, text: string) => void
}

interface MessageMenuProps {
  target: MenuTarget
  choices: MenuChoices
  /** Whether the session can send and change messages now. */
  isConnected: boolean
  onClose: () => void
}

/** What can be done with a message. */
export function MessageMenu({ target, choices, isConnected, onClose }: MessageMenuProps) {
  const { t } = useTranslation('thread')
  const { message, at } = target
  const trigger = useMemo(() => ({ current: at }), [at])
  const can = rightsOf(target, isConnected)
  const disabledKeys = isConnected ? [] : ['edit', 'delete']
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      aria-label={t('menu.label')}
      onOpenChange={(isOpen) => void (isOpen || onClose())}
      placement={message.fromMe ? 'bottom end' : 'bottom start'}
      className={menu.popover ?? ''}
    >
      <Menu
        autoFocus="first"
        aria-label={t('menu.label')}
        className={menu.menu ?? ''}
        disabledKeys={disabledKeys}
        onClose={onClose}
      >
        {can.react && <QuickReactions message={message} onReact={choices.onReact} />}
        {can.react && <Separator className={menu.separator ?? ''} />}
        {can.reply && (
          <Choice id="reply" text={t('menu.reply')} icon={<Reply size={16} />} on={() => choices.onReply(message)} />
        )}
        {can.edit && (
          <Choice id="edit" text={t('menu.edit')} icon={<Pencil size={16} />} on={() => choices.onEdit(message)} />
        )}
        {can.copy && (
          <Choice
            id="copy"
            text={t('menu.copy')}
            icon={<Copy size={16} />}
            on={() => choices.onCopy(message, message.body ?? '')}
          />
        )}
        <Choice
          id="id"
          text={t('menu.copyId')}
          icon={<Hash size={16} />}
          on={() => choices.onCopy(message, message.id)}
        />
        {can.delete && (
          <Choice
            id="delete"
            text={t('menu.delete')}
            icon={<Trash2 size={16} />}
            on={() => choices.onDelete(message)}
          />
        )}
      </Menu>
    </Popover>
  )
}

function QuickReactions({ message, onReact }: { message: MessageFieldsFragment; onReact: MenuChoices['onReact'] }) {
  const { t } = useTranslation('thread')
  const own = message.reactions.find(({ fromMe }) => fromMe)?.emoji
  return (
    <MenuSection className={style.reactions ?? ''} aria-label={t('menu.react')}>
      {QUICK.map((emoji) => {
        const label = own === emoji ? t('menu.takeBack', { emoji }) : t('menu.reactWith', { emoji })
        return (
          <MenuItem
            key={emoji}
            id={emoji}
            textValue={label}
            aria-label={label}
            className={`${menu.item} ${style.emoji} ${own === emoji ? style.own : ''}`}
            onAction={() => onReact(message, emoji)}
          >
            {emoji}
          </MenuItem>
        )
      })}
    </MenuSection>
  )
}

function Choice({ id, text, icon, on }: { id: string; text: string; icon: ReactNode; on: () => void }) {
  return (
    <MenuItem id={id} textValue={text} className={menu.item ?? ''} onAction={on}>
      <span>{text}</span>
      <span aria-hidden="true" className={style.icon}>
        {icon}
      </span>
    </MenuItem>
  )
}

/** What a message lets itself be done to. */
function rightsOf({ message, openedAt }: MenuTarget, isConnected: boolean) {
  const { type, body, fromMe, revokedAt, whatsappId, sentAt } = message
  // WhatsApp has it, and people see it.
  const stands = whatsappId !== null && revokedAt === null && type !== 'SYSTEM'
  const isYoung = openedAt - Date.parse(sentAt) < EDITABLE_MS
  return {
    react: stands && type !== 'UNDECRYPTED' && isConnected,
    reply: stands,
    edit: stands && fromMe && type === 'TEXT' && isYoung,
    delete: stands && fromMe,
    copy: revokedAt === null && body !== null && body !== '',
  }
}
