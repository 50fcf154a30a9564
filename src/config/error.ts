/** A wrong setting. The message is one sentence that names the variable, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
