import { Tooltip } from 'radix-ui'
import type { ButtonHTMLAttributes, ReactElement, ReactNode } from 'react'
import { keysOf } from '../shortcuts/bindings.ts'
import type { CommandId } from '../shortcuts/commandIds.ts'
import { classes } from './classes.ts'
import styles from './controls.module.css'

interface TipProps {
  readonly text: string
  /** Its keys are shown beside the text. */
  readonly command?: CommandId | undefined
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactElement
}

export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={styles.keys}>
      {keys.map(key => (
        <kbd key={key} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  )
}

export function Tip({ text, command, side = 'bottom', children }: TipProps) {
  const keys = command ? keysOf(command)[0] : undefined
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.tip} side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys && <Keys keys={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'quiet'
}

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(
        styles.button,
        look === 'primary' && styles.primary,
        look === 'quiet' && styles.quiet,
        className,
      )}
      {...rest}
    />
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Also the accessible name. */
  readonly label: string
  readonly command?: CommandId | undefined
  /** Given: a toggle. */
  readonly pressed?: boolean | undefined
  readonly side?: TipProps['side']
  readonly children: ReactNode
}

export function IconButton({ label, command, pressed, side, className, children, ...rest }: IconButtonProps) {
  return (
    <Tip text={label} command={command} {...(side ? { side } : {})}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(styles.button, styles.quiet, styles.icon, pressed && styles.pressed, className)}
        {...rest}
      >
        {children}
      </button>
    </Tip>
  )
}
