import { Empty } from '../controls/Section.tsx'

export function PickPanel() {
  return <Empty title="Nothing to show yet" />
}
