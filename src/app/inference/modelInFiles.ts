import type { DroppedFile } from '#workers/contract.ts'
import type { ModelSource } from '#workers/inference/inferenceContract.ts'

/**
 * The model among dropped files: graphs, or a manifest beside them. Its files are known by name, wherever they lie.
 * @param isMeant the files were picked as a model: what is missing is told when it is loaded
 */
export function modelInFiles(files: readonly DroppedFile[], isMeant = false): ModelSource | null {
  const isModel = files.some(({ file }) => file.name.endsWith('.onnx'))
  if (files.length === 0 || !(isModel || isMeant)) return null
  const manifest = files.find(({ file }) => file.name === 'manifest.json')
  const folder = (manifest ?? files[0])?.path.split('/').at(-2)
  return { kind: 'files', name: folder ?? 'Own model', files: new Map(files.map(({ file }) => [file.name, file])) }
}
