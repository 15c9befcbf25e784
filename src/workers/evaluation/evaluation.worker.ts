import { exposeService } from '../exposeService.ts'
import { EvaluationService } from './evaluationService.ts'

exposeService(new EvaluationService())
