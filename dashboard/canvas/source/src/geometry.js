// The course of an arrow: a curve between two boxes, cut where it meets their borders.
const GAP = 5

const at = (p, t) => {
  const u = 1 - t
  return [0, 1].map((i) => u * u * u * p[0][i] + 3 * u * u * t * p[1][i] + 3 * u * t * t * p[2][i] + t * t * t * p[3][i])
}

const inside = (box, [x, y]) =>
  x > box.x - GAP && x < box.x + box.width + GAP && y > box.y - GAP && y < box.y + box.height + GAP

const centre = (box) => [box.x + box.width / 2, box.y + box.height / 2]

// Several arrows between the same boxes bend more and more; those of the other way, to the other side.
export function course(from, to, nth) {
  const a = centre(from), b = centre(to)
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = Math.hypot(dx, dy) || 1
  const bend = Math.min(26, 0.12 * length) + 24 * nth
  const push = [(dy / length) * bend * 1.33, (-dx / length) * bend * 1.33]
  const curve = [a, [a[0] + dx / 3 + push[0], a[1] + dy / 3 + push[1]], [a[0] + (2 * dx) / 3 + push[0], a[1] + (2 * dy) / 3 + push[1]], b]
  let start = 0, end = 1
  for (let i = 0; i <= 60; i++) if (inside(from, at(curve, i / 60))) start = i / 60; else break
  for (let i = 60; i >= 0; i--) if (inside(to, at(curve, i / 60))) end = i / 60; else break
  if (end <= start) [start, end] = [0.4, 0.6]
  return drawn(part(curve, start, end))
}

export function loop(box, nth) {
  const [x] = centre(box), top = box.y - GAP, high = 44 + 22 * nth, wide = 20 + 8 * nth
  return drawn([[x - wide / 2, top], [x - wide * 1.8, top - high * 1.33], [x + wide * 1.8, top - high * 1.33], [x + wide / 2, top]])
}

// The piece of a cubic curve between two of its points.
function part(p, t0, t1) {
  const slope = (t) => {
    const u = 1 - t
    return [0, 1].map((i) => 3 * u * u * (p[1][i] - p[0][i]) + 6 * u * t * (p[2][i] - p[1][i]) + 3 * t * t * (p[3][i] - p[2][i]))
  }
  const a = at(p, t0), d = at(p, t1), k = (t1 - t0) / 3, s = slope(t0), e = slope(t1)
  return [a, [a[0] + k * s[0], a[1] + k * s[1]], [d[0] - k * e[0], d[1] - k * e[1]], d]
}

function drawn(p) {
  const [x, y] = p[3], length = Math.hypot(x - p[2][0], y - p[2][1]) || 1
  const [ux, uy] = [(x - p[2][0]) / length, (y - p[2][1]) / length]
  const point = (back, side) => `${x - back * ux - side * uy},${y - back * uy + side * ux}`
  return {
    path: `M${p[0]} C${p[1]} ${p[2]} ${p[3]}`,
    arrow: `M${point(0, 0)} L${point(10, 5)} L${point(10, -5)} Z`,
    bar: `M${point(0, 7)} L${point(0, -7)}`,
    label: at(p, 0.5),
  }
}
