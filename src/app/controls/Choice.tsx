import { Check, ChevronsUpDown } from 'lucide-react'
import { Select, ToggleGroup } from 'radix-ui'
import { Fragment, type ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './controls.module.css'

export interface Option<T extends string> {
  readonly value: T
  readonly label: string
  readonly hint?: string | undefined
  /** Options of one group stand together under its name. */
  readonly group?: string | undefined
  readonly disabled?: boolean | undefined
}

interface DropdownProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly Option<T>[]
  /** Stands where no option is chosen: `value` is ''. */
  readonly placeholder?: string | undefined
  readonly onChange: (value: T) => void
  readonly className?: string | undefined
}

export function Dropdown<T extends string>({
  label,
  value,
  options,
  placeholder,
  onChange,
  className,
}: DropdownProps<T>) {
  return (
    <Select.Root
      value={value}
      onValueChange={chosen => {
        const option = options.find(candidate => candidate.value === chosen)
        if (option) onChange(option.value)
      }}
    >
      <Select.Trigger aria-label={label} className={classes(styles.button, styles.selectTrigger, className)}>
        <Select.Value placeholder={placeholder} />
        <Select.Icon asChild>
          <ChevronsUpDown size={12} aria-hidden />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className={styles.menu} position="popper" sideOffset={4} collisionPadding={8}>
          <Select.Viewport>
            {options.map((option, i) => (
              <Fragment key={option.value}>
                {option.group !== undefined && option.group !== options[i - 1]?.group && (
                  <div className={styles.menuLabel} aria-hidden>
                    {option.group}
                  </div>
                )}
                <Select.Item value={option.value} className={styles.menuItem} disabled={option.disabled ?? false}>
                  <span>
                    <Select.ItemText>{option.label}</Select.ItemText>
                    {option.hint && <span className={styles.itemHint}>{option.hint}</span>}
                  </span>
                  <Select.ItemIndicator>
                    <Check size={13} aria-hidden />
                  </Select.ItemIndicator>
                </Select.Item>
              </Fragment>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  )
}

interface SegmentsProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly content?: ReactNode }[]
  readonly onChange: (value: T) => void
}

export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      className={styles.segments}
      value={value}
      onValueChange={chosen => {
        const option = options.find(candidate => candidate.value === chosen)
        if (option) onChange(option.value)
      }}
    >
      {options.map(option => (
        <ToggleGroup.Item key={option.value} value={option.value} className={styles.segment} aria-label={option.label}>
          {option.content ?? option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
