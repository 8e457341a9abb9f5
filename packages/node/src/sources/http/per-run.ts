/** Builds a value at most once until the current run of JavaScript ends, and then forgets it. */
export function perRun<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined
  return () => {
    if (built === undefined) {
      built = { value: build() }
      queueMicrotask(() => {
        built = undefined
      })
    }
    return built.value
  }
}
