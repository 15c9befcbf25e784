import { Reader } from 'protobufjs/minimal.js'
import { StudioError } from '../error/studioError.ts'

/** A dimension: its size, or its name when it varies. */
export type Dimension = number | string

/** What a model's file says of itself; weights are skipped. */
export interface OnnxSummary {
  /** Version of the standard operators. */
  readonly opset: number
  readonly producer: string
  readonly inputs: ReadonlyMap<string, readonly Dimension[]>
  readonly outputs: ReadonlyMap<string, readonly Dimension[]>
  /** How often each operator is used; others than the standard's as `domain.Name`. */
  readonly operators: ReadonlyMap<string, number>
}

/** Field numbers of onnx.proto3 (ONNX IR specification). */
const MODEL = { producer: 2, graph: 7, opsetImport: 8 }
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 }

/**
 * Reads the outline of an ONNX file without any runtime.
 * Throws `file-malformed` for what is not ONNX.
 */
export function onnxSummary(bytes: Uint8Array, file: string): OnnxSummary {
  try {
    return readModel(Reader.create(bytes))
  } catch (cause) {
    throw new StudioError({
      code: 'file-malformed',
      message: `${file} is not an ONNX model: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Export it again; a file that was cut off while copying reads like this too.',
      file,
      cause,
    })
  }
}

/** Calls back with the number of each field; what it does not read is skipped. */
function eachField(reader: Reader, end: number, read: (field: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (!read(tag >>> 3)) reader.skipType(tag & 7)
  }
}

function message(reader: Reader, read: (field: number) => boolean): void {
  const length = reader.uint32()
  eachField(reader, reader.pos + length, read)
}

function readModel(reader: Reader): OnnxSummary {
  let opset = 0
  let producer = ''
  const inputs = new Map<string, readonly Dimension[]>()
  const outputs = new Map<string, readonly Dimension[]>()
  const operators = new Map<string, number>()
  const weights = new Set<string>()
  let hasGraph = false
  eachField(reader, reader.len, field => {
    if (field === MODEL.producer) producer = reader.string()
    else if (field === MODEL.opsetImport) {
      const { domain, version } = readOpset(reader)
      if (domain === '' || domain === 'ai.onnx') opset = version
    } else if (field === MODEL.graph) {
      hasGraph = true
      message(reader, part => {
        if (part === GRAPH.node) {
          const operator = readOperator(reader)
          operators.set(operator, (operators.get(operator) ?? 0) + 1)
        } else if (part === GRAPH.initializer) weights.add(readWeightName(reader))
        else if (part === GRAPH.input) inputs.set(...readValue(reader))
        else if (part === GRAPH.output) outputs.set(...readValue(reader))
        else return false
        return true
      })
    } else return false
    return true
  })
  if (!hasGraph || operators.size === 0) throw new Error('it holds no graph')
  // Older files list their weights among the inputs.
  for (const name of weights) inputs.delete(name)
  return { opset, producer, inputs, outputs, operators }
}

function readOpset(reader: Reader): { domain: string; version: number } {
  let domain = ''
  let version = 0
  message(reader, field => {
    if (field === 1) domain = reader.string()
    else if (field === 2) version = Number(reader.int64())
    else return false
    return true
  })
  return { domain, version }
}

function readOperator(reader: Reader): string {
  let type = ''
  let domain = ''
  message(reader, field => {
    if (field === 4) type = reader.string()
    else if (field === 7) domain = reader.string()
    else return false
    return true
  })
  return domain === '' || domain === 'ai.onnx' ? type : `${domain}.${type}`
}

function readWeightName(reader: Reader): string {
  let name = ''
  message(reader, field => {
    if (field !== 8) return false
    name = reader.string()
    return true
  })
  return name
}

/** ValueInfoProto: name and the shape of its tensor. */
function readValue(reader: Reader): [name: string, shape: Dimension[]] {
  let name = ''
  const shape: Dimension[] = []
  const readDimension = () => {
    let dimension: Dimension = '?'
    message(reader, field => {
      if (field === 1) dimension = Number(reader.int64())
      else if (field === 2) dimension = reader.string()
      else return false
      return true
    })
    shape.push(dimension)
    return true
  }
  const readShape = () => {
    message(reader, field => field === 1 && readDimension())
    return true
  }
  const readTensor = () => {
    message(reader, field => field === 2 && readShape())
    return true
  }
  const readType = () => {
    message(reader, field => field === 1 && readTensor())
    return true
  }
  message(reader, field => {
    if (field === 1) name = reader.string()
    else return field === 2 && readType()
    return true
  })
  return [name, shape]
}
