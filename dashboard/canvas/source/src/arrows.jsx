// The arrows: projections, and the thin lines from a stimulus to its neurons.
import { memo } from 'react'
import { EdgeLabelRenderer, useInternalNode } from '@xyflow/react'
import { course, loop } from './geometry.js'

const boxOf = (node) => ({
  x: node.internals.positionAbsolute.x, y: node.internals.positionAbsolute.y,
  width: node.measured.width ?? 150, height: node.measured.height ?? 50,
})

export const Arrow = memo(function Arrow({ id, source, target, data, selected }) {
  const from = useInternalNode(source), to = useInternalNode(target)
  if (!from || !to) return null
  const drawn = source === target ? loop(boxOf(from), data.nth) : course(boxOf(from), boxOf(to), data.nth)
  const [x, y] = drawn.label
  return (
    <g className={`arrow ${data.sign} ${selected ? 'selected' : ''}`} style={{ '--own': data.colour, '--wide': data.width }}>
      <path className="halo" d={drawn.path} />
      <path className="line" d={drawn.path} />
      <path className={data.sign === 'inhibitory' ? 'bar' : 'head'} d={data.sign === 'inhibitory' ? drawn.bar : drawn.arrow} />
      <path className="react-flow__edge-interaction" d={drawn.path} fill="none" strokeOpacity="0" strokeWidth="22">
        <title>{data.help}</title>
      </path>
      {(selected || data.mark) && (
        <EdgeLabelRenderer>
          <div className={`pill ${selected ? 'selected' : ''}`} data-of={id}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, '--own': data.colour }}>
            {selected ? data.title : data.mark}{selected && data.mark ? ` · ${data.mark}` : ''}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  )
})
