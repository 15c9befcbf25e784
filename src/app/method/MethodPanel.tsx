import { Empty } from '../controls/Section.tsx'

export function MethodPanel() {
  return <Empty title="Nothing to show yet" />
}
