import style from './code-view.module.css'
import { jsonTokens } from './json-tokens'

interface CodeViewProps {
  label: string
  text: string
  /** JSON has its keys and values told apart. */
  language: 'JSON' | 'GRAPHQL'
}

/** A piece of code, to read and to scroll; left to right whatever is written in it. */
export function CodeView({ label, text, language }: CodeViewProps) {
  return (
    <pre className={style.code} role="group" aria-label={label} tabIndex={0} dir="ltr">
      {language === 'JSON' ? <Json text={text} /> : text}
    </pre>
  )
}

function Json({ text }: { text: string }) {
  return jsonTokens(text).map(({ kind, text: piece }, index) =>
    kind === 'plain' ? (
      piece
    ) : (
      <bdi key={index} className={style[kind]}>
        {piece}
      </bdi>
    ),
  )
}
