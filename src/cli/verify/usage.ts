/** How the command ends. */
export const EXIT = { valid: 0, invalid: 1, inconclusive: 2, unusable: 3, broken: 4 } as const

/** Given several, it ends as the worst of them. */
export const WORST_FIRST: readonly number[] = [EXIT.unusable, EXIT.invalid, EXIT.inconclusive]

export const USAGE = `Usage: waymark verify [options] FILE|URL...

Verifies Open Badges and other verifiable credentials of any issuer: a document (JSON-LD), a JWT, a
PNG or an SVG with a credential baked into it, a presentation or a learner record, from a file, from
standard input (-) or from a web address, also that of a page that leads to one. What it is, its
content says. No service and no database is needed; issuers are asked over the network.

Options:
  --recipient TYPE:VALUE  also check that the credential is about this person,
                          such as email:ada@example.org
  --evidence              also check that the evidence that it links to is there
  --json                  one report a line, as POST /v1/verify answers, with its source
  --allow-loopback        for development: let addresses of this machine be asked
  -h, --help              show this
  --version               show the version

Exit status, that of the worst of several:
  0  valid
  1  invalid: a check failed
  2  inconclusive: none failed, but one that matters could not be carried out
  3  it could not be used: a wrong option, no such file, or nothing that can be verified
  4  the command itself failed
`
