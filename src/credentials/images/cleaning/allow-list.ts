export const SVG_NAMESPACE = 'http://www.w3.org/2000/svg'
export const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink'

const words = (text: string) => text.trim().split(/\s+/)

/**
 * The elements that a still picture needs. Not among them: scripts, foreign content, animation
 * (which can change a link into a script), and filters that cost a viewer much and a badge
 * can do without.
 */
export const ALLOWED_ELEMENTS: readonly string[] = words(`
  svg g a defs symbol use title desc style switch
  path rect circle ellipse line polyline polygon image
  text tspan textPath
  linearGradient radialGradient stop pattern clipPath mask marker
  filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB
  feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
`)

/** Attributes that hold names or words for people, and so no CSS. */
export const WORDED_ATTRIBUTES: readonly string[] = words(`
  id class lang xml:lang xml:space role aria-label aria-labelledby aria-describedby aria-hidden
  version baseProfile result in in2
`)

export const HREFS: readonly string[] = ['href', 'xlink:href']

/** The attributes that go with {@link ALLOWED_ELEMENTS}; none that is an event handler. */
export const ALLOWED_ATTRIBUTES: readonly string[] = [
  ...WORDED_ATTRIBUTES,
  ...HREFS,
  ...words(`
    style width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points transform viewBox
    preserveAspectRatio pathLength dx dy rotate textLength lengthAdjust startOffset method spacing
    side offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits
    patternTransform clipPathUnits maskUnits maskContentUnits mask-type markerWidth markerHeight
    markerUnits refX refY orient
    fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-opacity stroke-width color opacity display visibility
    overflow paint-order vector-effect clip-path clip-rule mask filter marker-start marker-mid
    marker-end stop-color stop-opacity color-interpolation shape-rendering image-rendering
    text-rendering mix-blend-mode isolation transform-origin
    font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
    letter-spacing word-spacing text-anchor text-decoration dominant-baseline alignment-baseline
    baseline-shift direction unicode-bidi writing-mode
    filterUnits primitiveUnits color-interpolation-filters flood-color flood-opacity
    stdDeviation edgeMode mode operator radius type values tableValues slope intercept amplitude
    exponent k1 k2 k3 k4
  `),
]
