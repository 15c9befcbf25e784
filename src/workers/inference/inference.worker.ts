import { exposeService } from '../exposeService.ts'
import { InferenceService } from './inferenceService.ts'

exposeService(new InferenceService())
