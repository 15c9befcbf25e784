import { Button } from '../controls/Button.tsx'
import { Segments } from '../controls/Choice.tsx'
import { Row, SwitchRow } from '../controls/Rows.tsx'
import { PICTURE_SCALES } from '../stores/exportSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './export.module.css'
import { pictureSize } from './pictureSize.ts'

const SCALES = PICTURE_SCALES.map(scale => ({ value: String(scale), label: `${scale}\u00d7` }))

/** The view as it stands, sharper than the screen where that is asked for. */
export function PictureExport() {
  const { exports } = useStudioHandle()
  const choices = useStudio(state => state.exportChoices)
  const choose = useStudio(state => state.chooseExport)
  const busy = useStudio(state => state.exporting !== null)
  const shown = useStudio(state => state.shown !== null)
  const size = pictureSize(choices.pictureScale)
  return (
    <section className={styles.part} aria-label="Picture">
      <h2>Picture</h2>
      <Row label="Scale">
        <Segments<string>
          label="Scale of the picture"
          value={String(choices.pictureScale)}
          options={SCALES}
          onChange={value => choose({ pictureScale: PICTURE_SCALES.find(scale => String(scale) === value) ?? 1 })}
        />
      </Row>
      <SwitchRow label="Legend" checked={choices.pictureLegend} onChange={pictureLegend => choose({ pictureLegend })} />
      <SwitchRow
        label="Scale bar"
        checked={choices.pictureScaleBar}
        onChange={pictureScaleBar => choose({ pictureScaleBar })}
      />
      <p className={styles.words}>PNG{size ? ` of ${size} pixels` : ''}: this camera, these colours.</p>
      <Button look="primary" disabled={busy || !shown} onClick={() => void exports.savePicture()}>
        Save picture
      </Button>
    </section>
  )
}
