import { HalfopenError } from '@halfopen/core'
import { kernelBackend } from '../kernel/index.js'
import { nativeBackend } from '../native/index.js'
import { portableBackend } from '../portable/index.js'
import type { Backend, BackendFactory, Middlebox, MiddleboxOptions } from '../types.js'

/** The most faithful first. */
const FACTORIES: readonly BackendFactory[] = [kernelBackend, nativeBackend, portableBackend]

export interface Choice {
  readonly factory: BackendFactory
  /** The more faithful ones that were passed over, and why. */
  readonly passedOver: readonly { readonly backend: Backend; readonly why: string }[]
}

type Wish = Pick<MiddleboxOptions, 'policy' | 'backend' | 'reach'>

/**
 * The most faithful backend that works here and can play the policy, or the one that was asked for.
 * @throws HalfopenError HO_BACKEND when the one asked for cannot.
 */
export async function chooseBackend(wish: Wish, factories = FACTORIES): Promise<Choice> {
  const { backend = 'auto' } = wish
  const passedOver: { backend: Backend; why: string }[] = []
  for (const factory of factories) {
    if (backend !== 'auto' && factory.backend !== backend) continue
    const why = await whyNot(factory, wish)
    if (why === undefined) return { factory, passedOver }
    passedOver.push({ backend: factory.backend, why })
  }
  const reasons = passedOver.map(({ backend, why }) => `${backend}: ${why}`).join('; ')
  throw new HalfopenError('HO_BACKEND', `no middlebox can be played: ${reasons}`)
}

async function whyNot(factory: BackendFactory, { policy, reach }: Wish): Promise<string | undefined> {
  if (reach === 'host' && factory.backend === 'kernel') return 'only clients that it starts itself can reach it'
  return factory.refuses(policy) ?? (await factory.unavailable())
}

/**
 * Opens a middlebox that forwards TCP to the target and forgets idle flows.
 * @throws HalfopenError HO_BACKEND, HO_TARGET, HO_LISTEN, HO_NAMESPACES, HO_NATIVE.
 */
export async function openMiddlebox(options: MiddleboxOptions): Promise<Middlebox> {
  const { factory } = await chooseBackend(options)
  return factory.open(options)
}
