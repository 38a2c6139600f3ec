// The network editor. Python holds the network; what a person does is sent there as an edit, and
// the network comes back drawn. Only where boxes lie while they are dragged is decided here.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  applyEdgeChanges, applyNodeChanges, Background, ControlButton, Controls, ReactFlow, useReactFlow,
} from '@xyflow/react'
import { Arrow } from './arrows.jsx'
import { Box } from './boxes.jsx'
import { movedPlaces, useEdits, useLatest } from './edits.js'
import { DRAGGED, Palette } from './palette.jsx'

const nodeTypes = { box: Box }
const edgeTypes = { arrow: Arrow }
const SIZE = { width: 156, height: 50 }

export function Canvas({ api, data }) {
  const { send, waiting, token } = useEdits(api, data)
  const flow = useReactFlow()
  const [nodes, setNodes] = useState([])
  const [edges, setEdges] = useState([])
  const sheet = useRef(null)
  const chosen = useRef(-1)
  const fitted = useRef(null)
  const drawing = JSON.stringify([data.graph, data.taken, data.chosen])

  useEffect(() => {
    const moved = movedPlaces(waiting)
    const fresh = data.chosen !== chosen.current // Python selects, after an addition for instance
    chosen.current = data.chosen
    const picked = (id, before) => (fresh ? data.select.includes(id) : !!before?.selected)
    setNodes((old) => {
      const before = new Map(old.map((node) => [node.id, node]))
      return data.graph.nodes.map(({ id, x, y, ...rest }) => {
        const was = before.get(id)
        const place = was?.dragging ? was.position : moved[id] ? { x: moved[id][0], y: moved[id][1] } : { x, y }
        return { ...was, id, type: 'box', position: place, data: rest, selected: picked(id, was),
          ariaLabel: `${rest.title}, ${rest.about}` }
      })
    })
    setEdges((old) => {
      const before = new Map(old.map((edge) => [edge.id, edge]))
      return data.graph.edges.map(({ id, source, target, ...rest }) => ({
        id, source, target, type: 'arrow', data: rest, selected: picked(id, before.get(id)),
        deletable: rest.sign !== 'stimulus', selectable: rest.sign !== 'stimulus',
        focusable: rest.sign !== 'stimulus', ariaLabel: rest.help,
      }))
    })
    const other = fitted.current !== data.fit
    fitted.current = data.fit
    const added = fresh && data.graph.nodes.filter(({ id }) => data.select.includes(id))
    if (other || (added && added.some((box) => !visible(box, sheet.current, flow)))) {
      setTimeout(() => flow.fitView(FIT), 60)
    }
  }, [drawing])

  const selected = useMemo(
    () => [...nodes, ...edges].filter((part) => part.selected).map((part) => part.id), [nodes, edges])
  const told = useRef('[]')
  useEffect(() => {
    const now = JSON.stringify(selected)
    if (now === told.current) return undefined
    told.current = now
    const later = setTimeout(() => api.current.setStateValue('selection', { token, ids: JSON.parse(now) }), 40)
    return () => clearTimeout(later)
  }, [selected])

  const add = useCallback((what, model, point) => {
    const onto = what === 'drive' ? nearest(point, flow.getNodes()) : null
    let [x, y] = [null, null] // a stimulus that was clicked goes below its neurons
    if (point) [x, y] = [point.x - SIZE.width / 2, point.y - SIZE.height / 2].map(Math.round)
    else if (what === 'population') [x, y] = free(middle(sheet.current, flow), flow.getNodes()).map(Math.round)
    send({ do: 'add', what, model, x, y, onto })
  }, [])

  const connect = ({ source, target }) => {
    const to = flow.getNode(target)
    if (to?.data.kind === 'neurons') send({ do: 'connect', source, target })
  }
  const onConnectEnd = (event, state) => {
    if (state.isValid || !state.fromNode) return
    const { clientX, clientY } = event.changedTouches?.[0] ?? event
    const point = flow.screenToFlowPosition({ x: clientX, y: clientY })
    const over = flow.getNodes().find((node) => within(node, point))
    if (over) connect({ source: state.fromNode.id, target: over.id })
  }
  const remove = () => selected.length && send({ do: 'remove', ids: selected })
  const duplicate = () => selected.length && send({ do: 'duplicate', ids: selected })
  const tidy = () => {
    fitted.current = null // all of it is to be seen when it comes back
    send({ do: 'tidy' })
  }
  // Connecting by keyboard: C on the one box, then C on the other.
  const [from, setFrom] = useState(null)
  const source = nodes.find((node) => node.id === from)
  const connectKey = (box) => {
    if (source) connect({ source: from, target: box })
    setFrom(source || flow.getNode(box)?.data.kind === 'stimulus' ? null : box)
  }
  const keys = useLatest((event) => {
    const box = event.target.closest('.react-flow__node')?.dataset.id
    if (event.key.toLowerCase() === 'c' && box && !event.ctrlKey && !event.metaKey) { connectKey(box); event.preventDefault() }
    if (event.key === 'Escape') setFrom(null)
    if (event.key === 'Delete' || event.key === 'Backspace') { remove(); event.preventDefault() }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'd') { duplicate(); event.preventDefault() }
  })
  const place = (changed) => {
    const places = {}
    for (const node of changed) places[node.id] = [Math.round(node.position.x), Math.round(node.position.y)]
    send({ do: 'move', places })
  }
  // The arrow keys move boxes too, without a drag: told when they have come to rest.
  const stepping = useRef(null)
  const onNodesChange = (changes) => {
    setNodes((now) => applyNodeChanges(changes, now))
    if (changes.some((change) => change.type === 'position' && change.dragging === false && change.position)) {
      clearTimeout(stepping.current)
      const ids = changes.filter((c) => c.type === 'position').map((c) => c.id)
      stepping.current = setTimeout(() => place(flow.getNodes().filter((n) => ids.includes(n.id))), 250)
    }
  }

  return (
    <div className="frame" onKeyDown={(event) => keys.current(event)}
      onDragOver={(event) => { event.preventDefault(); event.dataTransfer.dropEffect = 'move' }}
      onDrop={(event) => {
        event.preventDefault()
        const part = event.dataTransfer.getData(DRAGGED)
        if (part) {
          const { what, model } = JSON.parse(part)
          add(what, model, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }))
        }
      }}>
      <Palette groups={data.palette} add={add} />
      <div className="sheet" ref={sheet}>
        <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes}
          onNodesChange={onNodesChange} onEdgesChange={(changes) => setEdges((now) => applyEdgeChanges(changes, now))}
          onConnect={connect} onConnectEnd={onConnectEnd} connectionRadius={28}
          isValidConnection={({ target }) => flow.getNode(target)?.data.kind === 'neurons'}
          deleteKeyCode={null} multiSelectionKeyCode={['Shift', 'Control', 'Meta']} selectionKeyCode="Shift"
          fitView fitViewOptions={FIT} minZoom={0.2} maxZoom={2} zoomOnScroll={false} preventScrolling={false}
          zoomActivationKeyCode={['Control', 'Meta']} nodeDragThreshold={2} elevateEdgesOnSelect
          proOptions={{ hideAttribution: true }}>
          <Background gap={20} />
          <Controls showInteractive={false} fitViewOptions={FIT} orientation="horizontal" position="bottom-left">
            <ControlButton onClick={tidy} title="Arrange the boxes" aria-label="Arrange the boxes">
              <svg viewBox="0 0 16 16"><path d="M1 2h5v4H1zM10 2h5v4h-5zM10 10h5v4h-5zM6 3.5h4v1H6zM12 6h1v4h-1z" /></svg>
            </ControlButton>
            <ControlButton onClick={duplicate} disabled={!selected.length} title="Duplicate (Ctrl+D)" aria-label="Duplicate">
              <svg viewBox="0 0 16 16"><path d="M1 1h9v3H4v6H1zM6 6h9v9H6z" /></svg>
            </ControlButton>
            <ControlButton onClick={remove} disabled={!selected.length} title="Delete (Del)" aria-label="Delete">
              <svg viewBox="0 0 16 16"><path d="M6 1h4v1h4v2H2V2h4zM3 5h10l-1 10H4z" /></svg>
            </ControlButton>
          </Controls>
          <div className="connecting" role="status">
            {source && `Connecting ${source.data.title}: Tab to the other neurons, then C; Esc stops.`}
          </div>
          {nodes.length === 0 && <div className="hint"><div>{data.hint.map((line) => <p key={line}>{line}</p>)}</div></div>}
        </ReactFlow>
      </div>
    </div>
  )
}

const middle = (sheet, flow) => {
  const box = sheet.getBoundingClientRect()
  return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
}

function visible({ x, y }, sheet, flow) {
  const box = sheet.getBoundingClientRect()
  const { x: left, y: top } = flow.flowToScreenPosition({ x, y })
  const { x: right, y: bottom } = flow.flowToScreenPosition({ x: x + SIZE.width, y: y + SIZE.height })
  return left >= box.left && top >= box.top && right <= box.right && bottom <= box.bottom
}

const FIT = { padding: 0.12, maxZoom: 1, duration: 0 }

const within = (node, { x, y }) =>
  x >= node.position.x - 8 && x <= node.position.x + (node.measured?.width ?? SIZE.width) + 8 &&
  y >= node.position.y - 8 && y <= node.position.y + (node.measured?.height ?? SIZE.height) + 8

// A stimulus goes to the neurons it was dropped on or near to, else to those selected.
function nearest(point, nodes) {
  const neurons = nodes.filter((node) => node.data.kind === 'neurons')
  if (!point) return neurons.find((node) => node.selected)?.id ?? (neurons.length === 1 ? neurons[0].id : null)
  const away = (node) => Math.hypot(
    node.position.x + SIZE.width / 2 - point.x, node.position.y + SIZE.height / 2 - point.y)
  return neurons.sort((a, b) => away(a) - away(b))[0]?.id ?? null
}

// The first free place: to the right of the last box or below it, else around the middle.
function free(middle, nodes) {
  const clear = ([x, y]) => nodes.every((node) =>
    Math.abs(node.position.x - x) > SIZE.width + 30 || Math.abs(node.position.y - y) > SIZE.height + 40)
  const last = nodes.filter((node) => node.data.kind !== 'stimulus').at(-1)?.position
  const start = last ? [last.x, last.y] : [middle.x - SIZE.width / 2, middle.y - SIZE.height / 2]
  for (let ring = 0; ring < 60; ring++) {
    for (const [i, j] of [[ring, 0], [0, ring], [-ring, 0], [0, -ring], [ring, ring], [-ring, ring]]) {
      const place = [start[0] + i * 118, start[1] + j * 66]
      if (clear(place)) return place
    }
  }
  return start
}
