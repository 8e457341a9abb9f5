export { FakeDiagnosis, FakeEyes, fakeMachine, failed, snapshot } from './host.js'
export { FakeClock } from './clock.js'
export { finding, group, HOSTILE, process_, view } from './things.js'
export { FakeOutput, fakeIo } from './io.js'
