/** What stands for `${web.port}`, `${dir}`, `${values.idle-timeout}` and so on. */
export type Values = ReadonlyMap<string, string>

/** Fills in every `${…}`; one that nobody knows is an error, not an empty string. */
export function fill(text: string, values: Values): string {
  return text.replace(/\$\{([a-z][a-z0-9.-]*)\}/g, (_, key: string) => {
    const value = values.get(key)
    if (value === undefined) throw new Error(`nothing is known of \${${key}}; known: ${[...values.keys()].join(', ')}`)
    return value
  })
}
