import { useState } from 'react'
import { type Band, type Degradation, type DegradationMetric, NOISE_LEVELS } from '#model/noise/degradation.ts'
import { Segments } from '../controls/Choice.tsx'
import { classes } from '../controls/classes.ts'
import { CURVES } from '../metrics/curves.ts'
import type { NetworkDegradation } from '../stores/instrumentsSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { highestOf } from '../timeline/curvePaths.ts'
import { bandPaths, linePath } from './bandPaths.ts'
import styles from './instruments.module.css'
import { reachesTheNetworkAlone } from './networkPlan.ts'
import { NOISE_WORDS } from './noiseKinds.ts'

/** Which of the network's two estimates is drawn. */
type Said = 'prediction' | 'polished'

/** By level; undefined where the network was not run. */
type Values = readonly (number | undefined)[]

const number = (value: number | undefined) =>
  value === undefined ? '' : Number.isFinite(value) ? value.toFixed(3) : 'none'

/** What is measured of the shown pair: curves and numbers. */
export function DegradationFigure() {
  const metric = useStudio(state => state.degradationMetric)
  const labels = useStudio(state =>
    state.degradation?.frameKey === state.shown?.key ? (state.degradation?.result ?? null) : null,
  )
  const network = useStudio(state =>
    state.networkDegradation?.frameKey === state.shown?.key ? state.networkDegradation : null,
  )
  if (!labels) return null
  // The labels' curve leads: what the network made of another kind or seed waits until that one is drawn.
  const isSame = network?.kind === labels.kind && network.seed === labels.seed && network.points.length > 0
  return <Figure labels={labels} network={isSame ? network : null} metric={metric} />
}

interface FigureProps {
  readonly labels: Degradation
  readonly network: NetworkDegradation | null
  readonly metric: DegradationMetric
}

function Figure({ labels, network, metric }: FigureProps) {
  const [said, setSaid] = useState<Said>('prediction')
  const { label } = NOISE_WORDS[labels.kind]
  const bands: readonly Band[] = labels.levels.map(level => level.metrics[metric])
  const own = network && networkValues(network, metric, 'labels', true)
  const given = network && networkValues(network, metric, said, true)
  const alone = network && networkValues(network, metric, said, false)
  const isShare = metric === 'dynamic-iou' || metric === 'moving-pq'
  const values = [...bands.map(band => band.most), ...(own ?? []), ...(given ?? []), ...(alone ?? [])]
  const highest = isShare ? 1 : highestOf(values.filter(value => value !== undefined))
  const { band, line } = bandPaths(bands, highest)
  const name = `${CURVES[metric].label} against ${label.toLowerCase()}, seeds ${labels.seed} to ${labels.seed + labels.seeds - 1}`
  return (
    <figure className={styles.curve}>
      <figcaption>{name}</figcaption>
      <div className={styles.plot}>
        <span className={styles.top}>{highest}</span>
        <span className={styles.bottom}>0</span>
        <svg viewBox={`0 0 ${bands.length - 1} 1`} preserveAspectRatio="none" role="img" aria-label={name}>
          <path className={styles.band} d={band} />
          <path className={styles.line} d={line} vectorEffect="non-scaling-stroke" />
          {own && <Marks className={styles.own} values={own} highest={highest} />}
          {given && <Line className={styles.given} values={given} highest={highest} />}
          {alone && <Line className={styles.alone} values={alone} highest={highest} />}
        </svg>
      </div>
      {network && (
        <>
          <ul className={styles.key} aria-label="Lines of the figure">
            <li>
              <i className={styles.keyLabels} aria-hidden />
              Pseudo-labels
            </li>
            <li>
              <i className={styles.keyOwn} aria-hidden />
              Those of seed {network.seed}
            </li>
            <li>
              <i aria-hidden />
              Network, given those
            </li>
            <li>
              <i className={styles.keyAlone} aria-hidden />
              Network alone
            </li>
          </ul>
          <Segments<Said>
            label="Estimate of the network"
            value={said}
            options={[
              { value: 'prediction', label: 'Prediction' },
              { value: 'polished', label: 'Polished' },
            ]}
            onChange={setSaid}
          />
        </>
      )}
      {own && given && alone ? (
        <NetworkNumbers labels={labels} metric={metric} columns={{ own, given, alone }} seed={labels.seed} />
      ) : (
        <Numbers labels={labels} metric={metric} />
      )}
      {network && (
        <p className={styles.remark}>
          The network was run with seed {network.seed} alone and {network.iterations}{' '}
          {network.iterations === 1 ? 'iteration' : 'iterations'}.
        </p>
      )}
    </figure>
  )
}

/** Alone it says the same at every level that does not reach it. */
function networkValues(
  { kind, points }: NetworkDegradation,
  metric: DegradationMetric,
  said: Said | 'labels',
  withContext: boolean,
): Values {
  const isFlat = !withContext && !reachesTheNetworkAlone(kind)
  return NOISE_LEVELS[kind].map(level => {
    const point = points.find(it => it.withContext === withContext && it.level === (isFlat ? 0 : level))
    return point && CURVES[metric].value(point[said])
  })
}

interface LineProps {
  readonly className: string | undefined
  readonly values: Values
  readonly highest: number
}

/** A line through what is known, with a mark at each value: also where there is only one. */
function Line({ className, values, highest }: LineProps) {
  const { line } = linePath(values, highest)
  return (
    <>
      <path className={className} d={line} vectorEffect="non-scaling-stroke" />
      <Marks className={className} values={values} highest={highest} />
    </>
  )
}

function Marks({ className, values, highest }: LineProps) {
  const { marks } = linePath(values, highest)
  return <path className={classes(className, styles.mark)} d={marks} vectorEffect="non-scaling-stroke" />
}

interface NumbersProps {
  readonly labels: Degradation
  readonly metric: DegradationMetric
}

function Numbers({ labels, metric }: NumbersProps) {
  return (
    <NumberTable
      labels={labels}
      heads={['least', 'mean', 'most']}
      row={place => {
        const band = labels.levels[place]?.metrics[metric]
        return [band?.least, band?.mean, band?.most]
      }}
    />
  )
}

interface NetworkNumbersProps extends NumbersProps {
  readonly columns: { readonly own: Values; readonly given: Values; readonly alone: Values }
  readonly seed: number
}

function NetworkNumbers({ labels, metric, columns: { own, given, alone }, seed }: NetworkNumbersProps) {
  return (
    <NumberTable
      labels={labels}
      heads={['mean', `seed ${seed}`, 'given', 'alone']}
      row={place => [labels.levels[place]?.metrics[metric].mean, own[place], given[place], alone[place]]}
    />
  )
}

interface NumberTableProps {
  readonly labels: Degradation
  readonly heads: readonly string[]
  readonly row: (place: number) => Values
}

function NumberTable({ labels, heads, row }: NumberTableProps) {
  const { text } = NOISE_WORDS[labels.kind]
  return (
    <table className={styles.before} aria-label="Numbers of the figure">
      <thead>
        <tr>
          <th scope="col">Level</th>
          {heads.map(head => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.levels.map(({ level }, place) => (
          <tr key={level}>
            <th scope="row">{text(level)}</th>
            {row(place).map((value, column) => (
              <td key={heads[column]}>{number(value)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
