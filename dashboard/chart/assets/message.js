// The counterpart of payload.py: a head of JSON, then the arrays as they lie in memory.

const KINDS = {
  f4: Float32Array, f8: Float64Array, i1: Int8Array, u1: Uint8Array,
  i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array,
};

/** Return the head of a message, with its arrays as views on one block of memory. */
export function unpack(bytes) {
  const own = bytes.slice(); // starts at 0, which the typed arrays need
  const length = new DataView(own.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + length)));
  return withArrays(head, own.buffer, 4 + length);
}

function withArrays(value, buffer, start) {
  if (Array.isArray(value)) return value.map((item) => withArrays(item, buffer, start));
  if (value === null || typeof value !== "object") return value;
  if (value["@"]) return array(value["@"], buffer, start);
  const made = {};
  for (const key of Object.keys(value)) made[key] = withArrays(value[key], buffer, start);
  return made;
}

function array([kind, offset, length, columns], buffer, start) {
  const flat = new KINDS[kind](buffer, start + offset, length);
  if (!columns) return flat;
  const rows = [];
  for (let i = 0; i < length; i += columns) rows.push(flat.subarray(i, i + columns));
  return rows;
}
