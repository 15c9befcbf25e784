import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseManifest } from './manifest.ts'
import { checkGraph, refuseMisfits } from './modelContract.ts'
import { onnxSummary } from './onnxSummary.ts'

const FOLDER = 'tests/models/tiny-votes'
const text = readFileSync(`${FOLDER}/manifest.json`, 'utf8')
const manifest = parseManifest(text)
const summaryOf = (name: 'encoder' | 'step') =>
  onnxSummary(new Uint8Array(readFileSync(`${FOLDER}/${name}.onnx`)), `${name}.onnx`)

describe('the outline of an ONNX file', () => {
  it('has opset, inputs, outputs and operators, without weights', () => {
    const step = summaryOf('step')
    expect(step.opset).toBe(18)
    expect([...step.inputs.keys()]).toEqual(['own', 'target', 'points', 'prior', 'hidden', 'flow', 'mask'])
    expect(step.inputs.get('own')).toEqual([1024, 16])
    expect(step.inputs.get('points')).toEqual(['points', 3])
    expect([...step.outputs.keys()]).toEqual(['next_hidden', 'next_flow', 'next_mask'])
    expect(step.operators.get('Gemm')).toBe(8)
    expect(step.operators.get('Gather')).toBeGreaterThan(1)
  })

  for (const [what, bytes] of [
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('this is not a model at all')],
    ['a model that was cut off', new Uint8Array(readFileSync(`${FOLDER}/step.onnx`)).subarray(0, 20_000)],
  ] as const)
    it(`refuses ${what} by the name of its file`, () => {
      expect(() => onnxSummary(bytes, 'mine.onnx')).toThrow(/mine\.onnx is not an ONNX model/)
    })
})

describe('the contract of a model', () => {
  it('is kept by the models that the training package exports, wholly on the GPU', () => {
    for (const name of ['encoder', 'step'] as const)
      expect(checkGraph(manifest, name, summaryOf(name))).toEqual({ misfits: [], offTheGpu: [] })
  })

  it('is told in full when another graph takes its place', () => {
    const report = checkGraph(manifest, 'step', summaryOf('encoder'))
    expect(report.misfits.join('\n')).toMatch(/step\.onnx has no input points; it has canvas0, canvas1/)
    expect(report.misfits.join('\n')).toMatch(/asks for an input canvas0 that nothing fills/)
    expect(() => refuseMisfits('mine', [report])).toThrow(/The model mine does not fit: .*no output next_flow/)
  })

  it('notices a wrong shape, another opset and operators that are not on the GPU', () => {
    const step = summaryOf('step')
    const foreign = {
      ...step,
      opset: 17,
      inputs: new Map([...step.inputs, ['hidden', ['points', 9]]] as const),
      operators: new Map([...step.operators, ['NonZero', 1], ['com.acme.Magic', 2]] as const),
    }
    const { misfits, offTheGpu } = checkGraph(manifest, 'step', foreign)
    expect(misfits).toEqual([
      'step.onnx uses opset 17, manifest.json says 18',
      'input hidden of step.onnx has the shape [points, 9], expected [points, 8]',
    ])
    expect(offTheGpu).toEqual(['NonZero', 'com.acme.Magic'])
  })
})

describe('a manifest', () => {
  const changed = (change: (json: Record<string, object>) => void) => {
    const json = JSON.parse(text)
    change(json)
    return () => parseManifest(JSON.stringify(json))
  }

  it('is read for every shipped model', () => {
    for (const name of ['street', 'street-kitti', 'street-self-supervised'])
      expect(parseManifest(readFileSync(`public/models/${name}/manifest.json`, 'utf8')).name).toBe(name)
  })

  it('names each field that is wrong, and where', () => {
    expect(() => parseManifest('{')).toThrow(/manifest\.json.*not JSON/)
    expect(changed(json => Object.assign(json, { head: { kind: 'magic', outputs: 4 } }))).toThrow(/head\.kind/)
    expect(changed(json => Object.assign(json, { licence: undefined, opset: -1 }))).toThrow(
      /licence.*opset|opset.*licence/,
    )
  })

  it('names parts that contradict each other', () => {
    expect(changed(json => Object.assign(json['head'] as object, { outputs: 5 }))).toThrow(/the votes head has 4/)
    expect(changed(json => Object.assign(json['grid'] as object, { pillars: 128 }))).toThrow(
      /graphs\.encoder\.inputs\.canvas0: expected \[1, 8, 128, 128\], found \[1, 8, 64, 64\].*cells of 0\.4 m are not/,
    )
  })
})
