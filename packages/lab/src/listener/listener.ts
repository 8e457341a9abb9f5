/**
 * Tells a user's callback what happens. What it throws, or rejects with, does
 * not disturb the server that tells it: the first such error is for the one
 * who disposes the server.
 */
export class Listener<T> {
  readonly #heard: (what: T) => unknown
  #failure: { readonly error: unknown } | undefined

  constructor(heard: (what: T) => unknown = () => undefined) {
    this.#heard = heard
  }

  readonly tell = (what: T): void => {
    try {
      const answer = this.#heard(what)
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#failed(error))
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Throws the first error, once. */
  throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
  }

  #failed(error: unknown): void {
    this.#failure ??= { error }
  }
}
