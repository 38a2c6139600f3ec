// What a person did, sent to Python until Python says that it has taken it over.
//
// Every edit has a number, and the revision of the network it was meant for. All that are not
// acknowledged go along each time, so that none is lost when two come close together, and
// Python carries each out once.
import { useEffect, useRef } from 'react'

export function useEdits(api, data) {
  const edits = useRef(null)
  edits.current ??= { token: crypto.getRandomValues(new Uint32Array(2)).join('-'), last: 0, waiting: [] }
  const now = edits.current
  if (data.taken.token === now.token) now.waiting = now.waiting.filter((edit) => edit.n > data.taken.n)

  const send = (edit) => {
    now.last += 1
    now.waiting.push({ n: now.last, rev: api.current.data.rev, edit })
    api.current.setStateValue('edits', { token: now.token, items: [...now.waiting] })
  }
  return { send, waiting: now.waiting, token: now.token }
}

// Positions that were dragged but are not in the network's drawing yet.
export function movedPlaces(waiting) {
  const places = {}
  for (const { edit } of waiting) if (edit.do === 'move') Object.assign(places, edit.places)
  return places
}

export function useLatest(value) {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}
