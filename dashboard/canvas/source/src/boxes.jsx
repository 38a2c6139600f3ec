// The boxes: neurons, spike sources, and stimuli that belong to a population.
import { memo } from 'react'
import { Handle, Position } from '@xyflow/react'

function Sign({ kind }) {
  if (kind === 'neurons') return <circle cx="9" cy="9" r="6" />
  if (kind === 'source') return <path d="M1 14 H5 V4 H7 V14 H11 V4 H13 V14 H17" fill="none" strokeWidth="1.8" />
  return <path d="M10 1 L3 10 H8 L7 17 L15 7 H10 Z" />
}

export const Box = memo(function Box({ data, selected }) {
  return (
    <div className={`box ${data.kind} ${selected ? 'selected' : ''}`} style={{ '--own': data.colour }} title={data.help}>
      {data.kind === 'neurons' && <Handle role="img" type="target" position={Position.Left} aria-label={`to ${data.title}`} />}
      <svg width="18" height="18" aria-hidden="true"><Sign kind={data.kind} /></svg>
      <div className="words">
        <div className="title">{data.title}</div>
        <div className="about">{data.about}</div>
      </div>
      <Handle role="img" type="source" position={Position.Right} aria-label={`from ${data.title}`}
        title="Drag to another box to connect" />
    </div>
  )
})
