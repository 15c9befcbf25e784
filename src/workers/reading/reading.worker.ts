import { exposeService } from '../exposeService.ts'
import { ReadingService } from './readingService.ts'

exposeService(new ReadingService())
