import { QrCode, Smartphone } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { Spinner } from '../ui/spinner'
import style from './first-run.module.css'
import { useLinkPhone } from './link-phone'
import { Mark } from '../ui/mark'
import type { TrySimulated } from './use-try-simulated'

interface FirstRunProps {
  title: RefObject<HTMLHeadingElement | null>
  simulated: TrySimulated
}

/** What is there before the first session: the two ways to one. */
export function FirstRun({ title, simulated }: FirstRunProps) {
  const { t } = useTranslation('sessions')
  const linkPhone = useLinkPhone()
  return (
    <div className={style.page}>
      <Mark size={72} />
      <h1 ref={title} tabIndex={-1} className={style.title}>
        {t('firstRun.title')}
      </h1>
      <p className={style.text}>{t('firstRun.text')}</p>
      <div className={style.ways}>
        <Way icon={<QrCode size={28} />} title={t('firstRun.linkTitle')} text={t('firstRun.linkText')}>
          <Button look="PRIMARY" onPress={() => linkPhone.open('WHATSAPP_WEB')}>
            {t('firstRun.link')}
          </Button>
        </Way>
        <Way icon={<Smartphone size={28} />} title={t('firstRun.tryTitle')} text={t('firstRun.tryText')}>
          {simulated.step === null ? (
            <Button onPress={() => void simulated.run()}>{t('firstRun.try')}</Button>
          ) : (
            <p className={style.step}>
              <Spinner label={t(`firstRun.${simulated.step}`)} />
              <span aria-hidden="true">{t(`firstRun.${simulated.step}`)}</span>
            </p>
          )}
        </Way>
      </div>
    </div>
  )
}

interface WayProps {
  icon: ReactNode
  title: string
  text: string
  children: ReactNode
}

function Way({ icon, title, text, children }: WayProps) {
  return (
    <section className={style.way}>
      <span className={style.icon} aria-hidden="true">
        {icon}
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      <div className={style.action}>{children}</div>
    </section>
  )
}
