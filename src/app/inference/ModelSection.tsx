import { useRef } from 'react'
import type { LoadedModel } from '#workers/inference/inferenceContract.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { Facts } from '../controls/Facts.tsx'
import { NoticeBox } from '../controls/Notice.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Row } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { filesFromList } from '../data/readDrop.ts'
import { SHIPPED_MODELS } from '../stores/inferenceSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './inference.module.css'
import { modelInFiles } from './modelInFiles.ts'
import { SelfTestResult } from './SelfTestResult.tsx'

const WISHES = [
  { value: 'auto', label: 'Automatic', hint: 'WebGPU where a GPU is behind it, else WebAssembly' },
  { value: 'webgpu', label: 'WebGPU', hint: 'Even where the processor only emulates one' },
  { value: 'wasm', label: 'WebAssembly', hint: 'The processor, with threads where the page may use them' },
] as const

const OWN = 'own model'

export function ModelSection() {
  const { inference } = useStudioHandle()
  const source = useStudio(state => state.modelSource)
  const openModel = useStudio(state => state.openModel)
  const wish = useStudio(state => state.providerWish)
  const setProvider = useStudio(state => state.setProvider)
  const model = useStudio(state => state.modelState)
  const retry = useStudio(state => state.retryInference)
  const gpuFailed = useStudio(state => state.gpuFailed)
  const picker = useRef<HTMLInputElement | null>(null)
  const options = [
    ...SHIPPED_MODELS.map(({ name, title }) => ({ value: name as string, label: title })),
    ...(source.kind === 'files' ? [{ value: OWN, label: source.name }] : []),
  ]
  return (
    <Section title="Model">
      <Dropdown
        label="Model"
        value={source.kind === 'files' ? OWN : source.name}
        options={options}
        onChange={name => {
          if (name !== OWN) openModel({ kind: 'shipped', name })
        }}
      />
      <Row label="Runs on">
        <Dropdown label="Provider" value={wish} options={WISHES} onChange={setProvider} />
      </Row>
      {model.kind === 'loading' && (
        <div className={styles.work}>
          <span>{model.stage}</span>
          <ProgressBar label={model.stage} fraction={model.fraction} />
          <Button look="quiet" onClick={() => inference.cancel()}>
            Stop
          </Button>
        </div>
      )}
      {model.kind === 'failed' && (
        <NoticeBox severity="error" error={model.error}>
          <Button onClick={retry}>Load again</Button>
        </NoticeBox>
      )}
      {model.kind === 'ready' && <ModelFacts model={model.model} />}
      <div className={styles.buttons}>
        <Button
          onClick={() => picker.current?.click()}
          title="manifest.json with its two graphs, as the training package exports them"
        >
          Open a model…
        </Button>
        {model.kind === 'ready' && gpuFailed && wish !== 'wasm' && (
          <Button onClick={() => openModel({ ...source })}>Try the GPU again</Button>
        )}
        {model.kind === 'ready' && model.model.canTestItself && (
          <Button onClick={() => void inference.testItself()}>Test itself</Button>
        )}
      </div>
      <SelfTestResult />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        data-testid="pick-model"
        onChange={event => {
          const input = event.currentTarget
          const own = modelInFiles(filesFromList(Array.from(input.files ?? [])), true)
          input.value = ''
          if (own) openModel(own)
        }}
      />
    </Section>
  )
}

function ModelFacts({ model }: { readonly model: LoadedModel }) {
  const { manifest, provider, card, milliseconds } = model
  const { grid, iterations } = manifest
  const runsOn =
    provider.name === 'wasm'
      ? `WebAssembly, ${provider.threads} ${provider.threads === 1 ? 'thread' : 'threads'}`
      : `WebGPU, ${provider.adapter}`
  return (
    <>
      <p className={styles.provider} data-testid="provider">
        <b>{runsOn}</b>
        {provider.fallbackReason && <span>, because {provider.fallbackReason}.</span>}
      </p>
      <Facts
        rows={[
          ['Masks', manifest.head.kind === 'votes' ? 'centre votes' : `${manifest.head.outputs} slots`],
          ['Grid', `±${((grid.pillars * grid.pillarMetres) / 2).toFixed(1)} m, pillars of ${grid.pillarMetres} m`],
          ['Trained for', `${iterations.trained.join(' to ')} iterations`],
          ['Recipe', manifest.recipe],
          ['Licence', manifest.licence],
          [
            'Loaded in',
            `${((milliseconds.read + milliseconds.open) / 1000).toFixed(1)} s, warm-up ${(milliseconds.warmUp / 1000).toFixed(1)} s`,
          ],
          ['SHA-256', `${manifest.graphs.encoder.sha256.slice(0, 8)}, ${manifest.graphs.step.sha256.slice(0, 8)}`],
        ]}
      />
      <details className={styles.card}>
        <summary>Trained on</summary>
        <ul>
          {manifest.trainingData.map(data => (
            <li key={data.name}>
              {data.name} ({data.licence}
              {data.labels ? `; ${data.labels}` : ''})
            </li>
          ))}
        </ul>
      </details>
      {card && (
        <details className={styles.card}>
          <summary>Model card</summary>
          <pre>{card}</pre>
        </details>
      )}
    </>
  )
}
