import { Button, Tooltip, TooltipTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { MessageFieldsFragment } from '../generated/operations'
import button from '../ui/button.module.css'
import style from './reactions.module.css'
import { useRowTabIndex, useThreadActions } from './thread-actions'

/** The emoji on a message with their counts; who put them there is in the tooltip. Pressing one does the same. */
export function Reactions({ message }: { message: MessageFieldsFragment }) {
  const { t } = useTranslation('thread')
  const { react } = useThreadActions()
  const tabIndex = useRowTabIndex()
  const emojis = [...new Set(message.reactions.map(({ emoji }) => emoji))]
  return (
    <div className={style.reactions} role="group" aria-label={t('reactions')}>
      {emojis.map((emoji) => {
        const reactions = message.reactions.filter((reaction) => reaction.emoji === emoji)
        const names = reactions.map(({ fromMe, sender }) => (fromMe ? t('you') : (sender?.name ?? t('unknown'))))
        const own = reactions.some(({ fromMe }) => fromMe)
        return (
          <TooltipTrigger key={emoji} delay={300} closeDelay={0}>
            <Button
              className={`${style.reaction} ${own ? style.own : ''}`}
              aria-label={t('reaction', { emoji, names: names.join(', ') })}
              aria-pressed={own}
              excludeFromTabOrder={tabIndex === -1}
              onPress={() => react(message, emoji)}
            >
              <span aria-hidden="true">{emoji}</span>
              {reactions.length > 1 && <span aria-hidden="true">{reactions.length}</span>}
            </Button>
            <Tooltip className={button.tooltip ?? ''} offset={4}>
              {names.map((name, index) => (
                <bdi key={index} className={style.name}>
                  {name}
                </bdi>
              ))}
            </Tooltip>
          </TooltipTrigger>
        )
      })}
    </div>
  )
}
