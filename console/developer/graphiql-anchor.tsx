import { ExternalLink } from 'lucide-react'
import { Link } from 'react-aria-components'
import type { ShownOperation } from '../api/shown-operations'
import style from './drawer.module.css'
import button from '../ui/button.module.css'
import { graphiqlLink } from './graphiql-link'
import { handed } from './operation-text'

/** Opens GraphiQL with the operation, in a tab that begins with this one's key: hence `opener`. */
export function GraphiqlAnchor({ operation, label }: { operation: ShownOperation; label: string }) {
  return (
    <Link
      href={graphiqlLink(handed(operation))}
      target="_blank"
      rel="opener"
      className={`${button.button} ${button.plain} ${style.anchor}`}
    >
      <ExternalLink size={14} aria-hidden="true" />
      {label}
    </Link>
  )
}
