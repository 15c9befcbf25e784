import type { ReactNode } from 'react'
import styles from './controls.module.css'

export type Fact = readonly [name: string, value: ReactNode]

/** Names at the left, values at the right, one a line. */
export function Facts({ rows }: { readonly rows: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
