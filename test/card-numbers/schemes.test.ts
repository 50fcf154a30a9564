// The check digits of card numbers: every number with one wrong digit is refused.
import fc from 'fast-check'
import t from 'tap'
import { CHECK_SCHEMES, type CheckScheme, checks } from '../../src/card-numbers/index.ts'

const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 100)

const ENDINGS: Record<CheckScheme, string[]> = {
  luhn: [...'0123456789'],
  'mod-97': Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0')),
  'codabar-mod-16': [...'0123456789-$:/.+'],
}

t.test('numbers whose check digits are known', async (t) => {
  t.ok(checks('luhn', '79927398713'))
  t.ok(checks('luhn', '4539578763621486'))
  t.notOk(checks('luhn', '79927398710'))
  t.ok(checks('mod-97', '3214282912345698765432161182'), 'an IBAN, turned round')
  t.notOk(checks('mod-97', '3214282912345698765432161183'))
  t.ok(checks('codabar-mod-16', 'A37859+B'))
  t.ok(checks('codabar-mod-16', '378590'), 'what begins and ends it may be left out')
  t.notOk(checks('codabar-mod-16', 'A37859-B'))
})

for (const scheme of CHECK_SCHEMES) {
  t.test(`${scheme}: no number with one wrong digit is another good one`, async (t) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 20 }),
        (digits) => {
          const body = digits.join('')
          const good = ENDINGS[scheme].map((end) => body + end).filter((one) => checks(scheme, one))
          if (good.length === 0) throw new Error('no number begins like this')
          for (const number of good) {
            for (const [at, own] of [...number].entries()) {
              if (!/[0-9]/.test(own)) continue
              for (const other of '0123456789') {
                if (other === own) continue
                const wrong = number.slice(0, at) + other + number.slice(at + 1)
                if (checks(scheme, wrong)) throw new Error(`${wrong} passes like ${number}`)
              }
            }
          }
        },
      ),
      { numRuns },
    )
    t.pass()
  })

  t.test(`${scheme}: what is no number of it is refused, whatever it is`, async (t) => {
    fc.assert(fc.property(fc.string(), (text) => typeof checks(scheme, text) === 'boolean'))
    for (const text of ['', '0', 'abc', '12 34', '١٢٣', '-1', '1e5']) t.notOk(checks(scheme, text))
  })
}
