// The bytes of a run, see payload.py, as typed arrays.

export function unpack(data) {
  const bytes = data.byteOffset % 4 ? data.slice() : data;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = bytes.byteOffset + 4 + length;
  const take = (Kind, n) => {
    const array = new Kind(bytes.buffer, at, n);
    at += Math.ceil((n * Kind.BYTES_PER_ELEMENT) / 4) * 4;
    return array;
  };
  return {
    ...head,
    xyz: take(Float32Array, 3 * head.neurons),
    population: take(Uint8Array, head.neurons),
    upTo: take(Uint32Array, head.steps + 1),
    ids: take(head.wide ? Uint32Array : Uint16Array, head.spikes),
  };
}
