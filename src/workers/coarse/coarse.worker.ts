import { exposeService } from '../exposeService.ts'
import { CoarseService } from './coarseService.ts'

exposeService(new CoarseService())
