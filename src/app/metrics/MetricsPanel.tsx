import { Empty } from '../controls/Section.tsx'

export function MetricsPanel() {
  return <Empty title="Nothing to show yet" />
}
