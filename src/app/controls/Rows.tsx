import { Slider as RadixSlider, Switch as RadixSwitch } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'
import styles from './controls.module.css'

interface RowProps {
  readonly label: string
  readonly title?: string | undefined
  readonly labelId?: string | undefined
  /** The name gets all the room that the control leaves. */
  readonly wide?: boolean | undefined
  readonly children: ReactNode
}

export function Row({ label, title, labelId, wide, children }: RowProps) {
  return (
    <div className={classes(styles.row, wide && styles.rowWide)}>
      <span className={styles.rowLabel} title={title ?? label} id={labelId}>
        {label}
      </span>
      <span className={styles.rowControl}>{children}</span>
    </div>
  )
}

export interface SliderProps {
  readonly label: string
  readonly value: number
  readonly minimum: number
  readonly maximum: number
  readonly step: number
  readonly onChange: (value: number) => void
  readonly format?: ((value: number) => string) | undefined
  readonly disabled?: boolean | undefined
}

export function Slider({ label, value, minimum, maximum, step, onChange, format = String, disabled }: SliderProps) {
  return (
    <span className={styles.sliderControl}>
      <RadixSlider.Root
        className={styles.slider}
        value={[value]}
        min={minimum}
        max={maximum}
        step={step}
        disabled={disabled ?? false}
        onValueChange={([next]) => {
          if (next !== undefined) onChange(next)
        }}
      >
        <RadixSlider.Track className={styles.sliderTrack}>
          <RadixSlider.Range className={styles.sliderRange} />
        </RadixSlider.Track>
        <RadixSlider.Thumb className={styles.sliderThumb} aria-label={label} aria-valuetext={format(value)} />
      </RadixSlider.Root>
      <output className={styles.value}>{format(value)}</output>
    </span>
  )
}

export function SliderRow(props: SliderProps & { readonly title?: string | undefined }) {
  return (
    <Row label={props.label} title={props.title}>
      <Slider {...props} />
    </Row>
  )
}

interface SwitchRowProps {
  readonly label: string
  readonly title?: string | undefined
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean | undefined
}

export function SwitchRow({ label, title, checked, onChange, disabled }: SwitchRowProps) {
  const id = useId()
  return (
    <Row label={label} title={title} labelId={id} wide>
      <RadixSwitch.Root
        className={styles.switch}
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={id}
        disabled={disabled ?? false}
      >
        <RadixSwitch.Thumb className={styles.switchThumb} />
      </RadixSwitch.Root>
    </Row>
  )
}
