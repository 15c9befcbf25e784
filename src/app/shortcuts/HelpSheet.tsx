import { Keys } from '../controls/Button.tsx'
import { Sheet } from '../controls/Sheet.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { BINDINGS, keysOf } from './bindings.ts'
import styles from './help.module.css'

export function HelpSheet() {
  const open = useStudio(state => state.helpOpen)
  const setOpen = useStudio(state => state.setHelpOpen)
  const groups = [...new Set(BINDINGS.map(binding => binding.group))]
  return (
    <Sheet title="Keyboard and mouse" open={open} onOpenChange={setOpen} wide>
      <div className={styles.columns}>
        {groups.map(group => (
          <section key={group} className={styles.group}>
            <h3>{group}</h3>
            <dl>
              {BINDINGS.filter(binding => binding.group === group).map(binding => (
                <div key={binding.id} className={styles.line}>
                  <dt>{binding.label}</dt>
                  <dd>
                    {keysOf(binding.id).map((keys, i) => (
                      <span key={keys.join('+')} className={styles.chord}>
                        {i > 0 && <span className={styles.or}>or</span>}
                        <Keys keys={keys} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section className={styles.group}>
          <h3>Mouse</h3>
          <dl>
            {MOUSE.map(([what, how]) => (
              <div key={what} className={styles.line}>
                <dt>{what}</dt>
                <dd className={styles.how}>{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Sheet>
  )
}

const MOUSE = [
  ['Turn', 'drag'],
  ['Move', 'right drag'],
  ['Nearer, farther', 'wheel'],
  ['Pick a point and its object', 'click'],
  ['Turn about a point', 'double click'],
  ['Move the divider of a swipe', 'drag it'],
  ['Open data', 'drop files or folders anywhere'],
] as const
