import { exposeService } from '../exposeService.ts'
import { ExportService } from './exportService.ts'

exposeService(new ExportService())
