import type { AnswerSpec } from './answer.js'
import type { FaultRule } from './faults.js'
import type { MockConfig } from './schema.js'

/** The same configuration, played so many times faster: times shrink, rates grow. */
export function scaled(config: MockConfig, scale: number): MockConfig {
  return {
    ...config,
    keepAliveTimeout: shorter(config.keepAliveTimeout, scale),
    frontIdleTimeout: config.frontIdleTimeout && shorter(config.frontIdleTimeout, scale),
    frontAnswerTimeout: config.frontAnswerTimeout && shorter(config.frontAnswerTimeout, scale),
    default: config.default && faster(config.default, scale),
    routes: config.routes.map((route) => ({
      ...faster(route, scale),
      sequence: route.sequence?.map((step) => faster(step, scale)),
      faults: route.faults.map(
        (fault): FaultRule => (fault.fault === 'status' || fault.fault === 'slow' ? faster(fault, scale) : fault),
      ),
    })),
  }
}

/** Node's timers know no less than a millisecond, and take 0 for "never". */
export function shorter(time: number | 'never', scale: number): number | 'never' {
  return time === 'never' ? time : Math.max(1, time / scale)
}

type Paced = Pick<AnswerSpec, 'delay' | 'bodyDelay' | 'rate'>

const faster = <SPEC extends Paced>(spec: SPEC, scale: number): SPEC => ({
  ...spec,
  delay: spec.delay && spec.delay / scale,
  bodyDelay: spec.bodyDelay && spec.bodyDelay / scale,
  rate: spec.rate && spec.rate * scale,
})
