// Line drawings in a box of 96 by 96 around 0,0. The layers are kinds of experience, not levels: no
// emblem is more than another.
const emblems: { [layer: string]: string } = {
  // A spark: something new.
  engage:
    '<path d="M0-38L9-9L38 0L9 9L0 38L-9 9L-38 0L-9-9Z"/>' +
    '<path d="M27-38V-26M21-32H33M-27 26V38M-33 32H-21"/>',
  // Rings that hold each other: together.
  participate:
    '<circle cx="-15" cy="-9" r="20"/><circle cx="15" cy="-9" r="20"/><circle cy="16" r="20"/>',
  // A mark that was met: checked against criteria.
  demonstrate:
    '<circle r="36"/><circle r="26" stroke-opacity="0.55"/><path d="M-14 1L-4 12L16-12"/>',
  // A flag on a hill: going ahead for others.
  lead:
    '<path d="M-14 34V-36L26-22L-14-8"/>' +
    '<path d="M-38 34C-24 18 8 18 20 34"/><path d="M20 34H38"/>',
}

const star = '<path d="M0-38L11-13L38-11L17 7L24 34L0 19L-24 34L-17 7L-38-11L-11-13Z"/>'

/** The emblem of a layer, whatever the case of its name; a star where there is no layer of ours. */
export function emblem(layer: string | undefined): string {
  return emblems[layer?.toLowerCase() ?? ''] ?? star
}
