import { Link } from 'wouter'

/** The session that is shown, and the others to choose from. */
export function SessionSwitcher() {
  return <Link href="/sessions">wagraph</Link>
}
