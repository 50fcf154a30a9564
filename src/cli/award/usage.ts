/** How the command ends. */
export const EXIT = { awarded: 0, partly: 1, usage: 2, unsent: 3, ended: 4 } as const

/** What the command was given cannot be used; the message is for who gave it. */
export class UsageError extends Error {}

export const USAGE = `Usage: waymark award [options] FILE --badge-class ID

Awards a badge to everybody in a file: CSV, NDJSON or a JSON array, also compressed with gzip, or
standard input (-). Shows first what each column is taken for, and asks. Running the same command
again doubles nothing: it goes on where it was, or says what became of the file before.

The API key comes from WAYMARK_API_KEY or from a file, never from an argument.

Options:
  --badge-class ID        what is awarded; left out, each row names its badgeClassId
  --column HEADER=FIELD   what a column means, such as "Mail=email" or "Points=results.Score";
                          "HEADER=" ignores it; can be given for several columns
  --delimiter CHARACTER   what separates the cells, where it is not recognised
  --charset NAME          the encoding of a CSV file, such as windows-1252
  --dry-run               check every row, award nothing
  --on-invalid WHAT       skip: award the other rows (default); reject: award none
  --on-duplicate WHAT     for who has the badge: skip (default), reissue, allow another
  --results FILE          write what became of each row: NDJSON, or CSV when FILE ends in .csv
  --failures FILE         write the rows that were not awarded, ready to correct and send again
  --new                   make a new batch, even of a file that was sent before
  -y, --yes               do not ask
  --json                  print one JSON object at the end, and ask nothing
  --url URL               the service; or WAYMARK_URL; default http://127.0.0.1:3000
  --key-file FILE         a file that holds the API key and nothing else
  -h, --help              show this

Exit status:
  0  every row was awarded, or its learner had the badge
  1  some rows are invalid or failed
  2  the command was called wrongly: an option, the key, or no such file
  3  the file could not be sent, or was refused
  4  the batch is incomplete or was cancelled, or you interrupted the command
`
