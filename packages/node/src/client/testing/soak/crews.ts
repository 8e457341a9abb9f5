import { ALL_PATHS, FORGET_MS, IDLE_MS, type PathName } from './paths.js'

/** Lanes that share their clients. Each lane asks one question after the other. */
export interface CrewPlan {
  readonly paths: readonly PathName[]
  readonly lanes: number
  /** Between two requests of a lane, now and then: at least and at most, ms. */
  readonly pauseMs: readonly [number, number]
  /** How often there is such a pause. */
  readonly pauseShare: number
  /** Most connections of one client to all origins. */
  readonly totalConnections: number
}

/** Around an idle timeout, and around what the client makes of it. */
const worstPace = (idleMs: number) => [idleMs * 0.65, idleMs * 1.1] as const

const crew = (paths: readonly PathName[], more: Partial<CrewPlan> = {}): CrewPlan => {
  return { paths, lanes: 30, pauseMs: worstPace(IDLE_MS), pauseShare: 0.3, totalConnections: 512, ...more }
}

export const CREWS: readonly CrewPlan[] = [
  crew(['direct'], { lanes: 12, pauseShare: 0 }),
  crew(['idle-fin'], { lanes: 70 }),
  crew(['idle-reset'], { lanes: 70 }),
  crew(['forget'], { lanes: 80, pauseMs: worstPace(FORGET_MS), pauseShare: 0.15 }),
  crew(['every-n'], { lanes: 12, pauseShare: 0.1 }),
  crew(['slow'], { lanes: 10 }),
  crew(['resets'], { lanes: 12 }),
  crew(['cuts'], { lanes: 12 }),
  crew(['silent'], { lanes: 12 }),
  crew(['down'], { lanes: 12 }),
  crew(['restart'], { lanes: 12 }),
  // All origins through one small pool: connections to one must make room for another's.
  crew(ALL_PATHS, { lanes: 24, totalConnections: 16 }),
]
