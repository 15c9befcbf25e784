import { exposeService } from '../exposeService.ts'
import { InstrumentsService } from './instrumentsService.ts'

exposeService(new InstrumentsService())
