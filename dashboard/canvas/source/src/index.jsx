// What Streamlit calls: once when the canvas is mounted, and again at every run of the script.
import { createRoot } from 'react-dom/client'
import { ReactFlowProvider } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import './canvas.css'
import { Canvas } from './canvas.jsx'

const mounted = new WeakMap()

export default function (component) {
  const { parentElement } = component
  let canvas = mounted.get(parentElement)
  if (!canvas) {
    const place = document.createElement('div')
    place.className = 'npu-canvas'
    parentElement.appendChild(place)
    canvas = { root: createRoot(place), place, api: { current: component } }
    mounted.set(parentElement, canvas)
  }
  canvas.api.current = component
  canvas.place.style.height = `${component.data.height}px`
  canvas.root.render(
    <ReactFlowProvider>
      <Canvas api={canvas.api} data={component.data} />
    </ReactFlowProvider>,
  )
  return () => {
    canvas.root.unmount()
    canvas.place.remove()
    mounted.delete(parentElement)
  }
}
