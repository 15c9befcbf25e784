import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '../controls/Button.tsx'
import styles from './shell.module.css'

interface Props {
  /** "The app", "The data panel": begins the sentence. */
  readonly what: string
  readonly children: ReactNode
}

/** A fault in one panel leaves the others alone. */
export class ErrorBoundary extends Component<Props, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null }

  static getDerivedStateFromError(thrown: unknown): { readonly fault: Error } {
    return { fault: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  override componentDidCatch(thrown: unknown, info: ErrorInfo): void {
    console.error(thrown, info.componentStack)
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (!fault) return this.props.children
    return (
      <div className={styles.fault} role="alert">
        <h2>{this.props.what} could not be drawn</h2>
        <p>{fault.message}</p>
        <p className={styles.faultHint}>Your data is untouched: nothing is ever written to the files you open.</p>
        <div className={styles.faultActions}>
          <Button onClick={() => this.setState({ fault: null })}>Try again</Button>
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
        </div>
      </div>
    )
  }
}
