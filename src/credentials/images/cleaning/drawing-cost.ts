import type { Element, Node } from '@xmldom/xmldom'
import { HREFS } from './allow-list.ts'
import { referencesInCss, referringRules } from './references.ts'

const MAX_CHAIN = 200

/** What the style sheets refer to, by selector; null when one of them cannot be counted. */
function styleRules(elements: Element[]): Map<string, string[]> | null {
  const css = elements.filter(({ localName }) => localName === 'style')
  return referringRules(css.map(({ textContent }) => textContent ?? '').join('\n'))
}

function* referencesOf(element: Element, rules: Map<string, string[]>): Generator<string> {
  for (const { name, value } of Array.from(element.attributes)) {
    if (HREFS.includes(name) && value.trim().startsWith('#')) yield value.trim().slice(1)
    else if (value.includes('#')) yield* referencesInCss(value)
  }
  if (rules.size === 0) return
  for (const name of element.getAttribute('class')?.split(/\s+/) ?? []) {
    yield* rules.get(`.${name}`) ?? []
  }
  yield* rules.get(`#${element.getAttribute('id')}`) ?? []
}

/**
 * How many elements and references a viewer goes through when it follows every reference (`<use>`,
 * patterns, masks, markers): a few hundred bytes can ask for billions. Each element is worked out
 * once.
 *
 * @param elements The elements of the document, the root first.
 * @param most What is returned at most, and looked at.
 * @returns The number; `most + 1` when it is more, when references go round in a circle or are
 *   chained beyond reason, or when a style sheet refers in a way that cannot be counted.
 */
export function drawingCost(elements: Element[], most: number): number {
  const tooMuch = most + 1
  const [root] = elements
  const rules = styleRules(elements)
  if (!root || !rules) return tooMuch
  const byNode = new Map<Node, Element>(elements.map((element) => [element, element]))
  // The first of several elements with the same id is the one that counts, as in browsers.
  const byId = new Map<string | null, Element>(
    elements.toReversed().map((element) => [element.getAttribute('id'), element]),
  )
  const known = new Map<Element, number>()
  const under = new Set<Element>()
  const cost = (element: Element, depth: number): number => {
    const before = known.get(element)
    if (before !== undefined) return before
    if (under.has(element) || depth > MAX_CHAIN) return tooMuch
    under.add(element)
    let sum = 1
    for (const child of Array.from(element.childNodes)) {
      const one = byNode.get(child)
      if (one) sum += cost(one, depth + 1)
      if (sum > most) return tooMuch
    }
    for (const id of referencesOf(element, rules)) {
      const target = byId.get(id)
      sum += target ? cost(target, depth + 1) : 1
      if (sum > most) return tooMuch
    }
    under.delete(element)
    known.set(element, sum)
    return sum
  }
  return cost(root, 0)
}
