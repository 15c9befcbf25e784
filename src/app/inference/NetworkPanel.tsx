import { PanelNotices } from '../controls/Notice.tsx'
import { Section } from '../controls/Section.tsx'
import { IterationScrub } from './IterationScrub.tsx'
import { ModelSection } from './ModelSection.tsx'
import { PredictionSettings } from './PredictionSettings.tsx'
import { PredictionTimesSection } from './PredictionTimesSection.tsx'

/** The learned part: which model, on what it runs, what it is given, and how its answer came about. */
export function NetworkPanel() {
  return (
    <>
      <PanelNotices scope="inference" />
      <ModelSection />
      <Section title="Prediction">
        <PredictionSettings />
      </Section>
      <IterationScrub />
      <PredictionTimesSection />
    </>
  )
}
