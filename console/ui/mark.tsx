import icon from '../icon.svg'

/** wagraph's mark, as decoration. */
export function Mark({ size }: { size: number }) {
  return <img src={icon} width={size} height={size} alt="" />
}
