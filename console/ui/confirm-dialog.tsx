import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './button'
import style from './dialog.module.css'

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
    <ModalOverlay
      className={style.overlay ?? ''}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => void (open || onClose())}
    >
      <Modal className={style.modal ?? ''}>
        <Dialog role="alertdialog" className={style.dialog ?? ''}>
          <Heading slot="title">{title}</Heading>
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
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
