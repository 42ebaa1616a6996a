import { useTranslation } from 'react-i18next'
import { Button } from './button'
import style from './copy-by-hand.module.css'
import dialog from './dialog.module.css'
import { ModalDialog } from './modal-dialog'

/** A text that the browser does not let the page copy, selected. */
export function CopyByHand({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <ModalDialog title={t('copy.title')} onClose={onClose}>
      <label>
        {t('copy.byHand')}
        <textarea
          className={style.text}
          autoFocus
          onFocus={(event) => event.currentTarget.select()}
          readOnly
          rows={4}
          value={text}
          dir="auto"
          spellCheck={false}
        />
      </label>
      <div className={dialog.actions}>
        <Button onPress={onClose}>{t('copy.close')}</Button>
      </div>
    </ModalDialog>
  )
}
