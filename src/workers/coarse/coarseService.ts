import type { CoarseInput } from '#model/coarse/coarseInput.ts'
import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import { runCoarseStage } from '#model/coarse/coarseStage.ts'
import type { TaskOptions } from '#model/task/task.ts'

export class CoarseService {
  async run(input: CoarseInput, task: TaskOptions): Promise<CoarseResult> {
    return runCoarseStage(input, task)
  }
}
