import { Button } from './button'
import style from './dialog.module.css'
import { ModalDialog } from './modal-dialog'

interface ConfirmDialogProps {
  isOpen: boolean
  title: string
  text: string
  confirm: string
  cancel: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone. The way out has the focus. */
export function ConfirmDialog({ isOpen, title, text, confirm, cancel, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <ModalDialog isOpen={isOpen} role="alertdialog" title={title} onClose={onClose}>
      <p>{text}</p>
      <div className={style.actions}>
        <Button autoFocus onPress={onClose}>
          {cancel}
        </Button>
        <Button
          look="DANGER"
          onPress={() => {
            onConfirm()
            onClose()
          }}
        >
          {confirm}
        </Button>
      </div>
    </ModalDialog>
  )
}
