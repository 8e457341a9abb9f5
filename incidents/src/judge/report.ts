import { z } from 'zod'

/** What is judged of a `halfopen.report/1`; it may say more. */
const finding = z.object({
  id: z.string(),
  cause: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  confidence: z.enum(['certain', 'likely', 'possible']),
  process: z.object({ pid: z.int(), name: z.string() }),
  direction: z.enum(['inbound', 'outbound']).nullable(),
  remote: z.string().nullable(),
  localPort: z.int().nullable(),
  connections: z.int(),
  summary: z.string(),
  evidence: z.array(z.string()),
  forecast: z.object({ resource: z.string(), limit: z.number() }).nullable(),
})

const report = z.object({ schema: z.literal('halfopen.report/1'), findings: z.array(finding) })

export type Finding = z.infer<typeof finding>

/** The findings in what the doctor printed, or why there are none to judge. */
export function readReport(stdout: string): { findings: Finding[] } | { unreadable: string } {
  let json: unknown
  try {
    json = JSON.parse(stdout)
  } catch {
    return { unreadable: `the doctor printed no JSON: ${JSON.stringify(stdout.slice(0, 200))}` }
  }
  const parsed = report.safeParse(json)
  return parsed.success ? parsed.data : { unreadable: `not a halfopen.report/1:\n${z.prettifyError(parsed.error)}` }
}
