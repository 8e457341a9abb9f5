import { z } from 'zod'

const looked = z.object({
  exitCode: z.int().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  /** Each program's process tree, as pids inside the namespace, where the doctor saw them too. */
  pids: z.record(z.string(), z.array(z.int())),
  sockets: z.string(),
})

/** What the stage tells, one JSON object a line. */
export const stageEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('printed'), program: z.string(), line: z.string() }),
  z.object({ type: z.literal('ready'), program: z.string() }),
  z.object({ type: z.literal('playing') }),
  z.object({ type: z.literal('looked'), looked }),
  z.object({ type: z.literal('failed'), why: z.string(), sockets: z.string() }),
])

export type Looked = z.infer<typeof looked>
export type StageEvent = z.infer<typeof stageEvent>
