const QUOTE = 0x22
/** Longer than the name of a member with what may stand around it. */
const BEFORE = 80

/** Members of a JSON body whose text may be longer than everything else together. */
export type LongMembers = { members: readonly string[]; maxBytes: number }

/**
 * Whether a text in JSON is short enough, apart from one long value of a member that may have one:
 * an image in base64, say. Nothing is parsed, so that a long text is refused before it costs
 * anything.
 *
 * @param limits.maxBytes - of everything but that value, in bytes
 */
export function fitsBesides(
  json: Buffer,
  limits: { maxBytes: number; besides?: LongMembers },
): boolean {
  const { maxBytes, besides } = limits
  if (json.length <= maxBytes) return true
  if (besides === undefined || json.length > besides.maxBytes) return false
  for (let start = json.indexOf(QUOTE); start >= 0 && start < maxBytes; ) {
    const end = json.indexOf(QUOTE, start + 1)
    if (end < 0) return false
    if (json.length - (end - start) <= maxBytes) return beginsLong(json.subarray(0, start), besides)
    start = end
  }
  return false
}

/** Whether what comes after the end of a text is the value of a member that may be long. */
export function beginsLong(json: Buffer, { members }: LongMembers): boolean {
  const before = json.subarray(-BEFORE).toString('latin1')
  const [, name = ''] = /"(\w+)"\s*:\s*$/.exec(before) ?? []
  return members.includes(name)
}
