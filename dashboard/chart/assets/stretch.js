// The stretch of an axis that charts look at together: how it is told of, and compared.

/** Told by linked charts: ``detail`` has the name of their group, and its range or null for the whole. */
export const STRETCH = "npu-explorer:stretch";

/** Asks the charts to tell once more. */
export const ASKED = "npu-explorer:stretch-asked";

export function near(a, b) {
  if (!a || !b) return !a && !b;
  const slack = 1e-6 * (Math.abs(a[1] - a[0]) || 1);
  return Math.abs(a[0] - b[0]) <= slack && Math.abs(a[1] - b[1]) <= slack;
}
