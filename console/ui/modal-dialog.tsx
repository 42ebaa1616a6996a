import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components/Modal'
import style from './dialog.module.css'

interface ModalDialogProps {
  isOpen?: boolean
  /** Whether a press beside it closes it; Escape does in any case. */
  isDismissable?: boolean
  /** Its heading. */
  title?: string
  /** Its name where it has no heading of its own. */
  'aria-label'?: string
  role?: 'dialog' | 'alertdialog'
  onClose: () => void
  children: ReactNode
}

/** A dialog before everything else: nothing behind it can be used. */
export function ModalDialog({
  isOpen = true,
  isDismissable = true,
  title,
  role = 'dialog',
  onClose,
  children,
  ...name
}: ModalDialogProps) {
  return (
    <ModalOverlay
      className={style.overlay ?? ''}
      isOpen={isOpen}
      isDismissable={isDismissable}
      onOpenChange={(open) => void (open || onClose())}
    >
      <Modal className={style.modal ?? ''}>
        <Dialog {...name} role={role} className={style.dialog ?? ''}>
          {title !== undefined && <Heading slot="title">{title}</Heading>}
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
