// What can be added: click, or drag onto the canvas.
export const DRAGGED = 'application/x-npu-part'

export function Palette({ groups, add }) {
  return (
    <div className="palette" role="toolbar" aria-label="Add" aria-orientation="vertical">
      {groups.map((group) => (
        <div key={group.title} className="group">
          <div className="heading">{group.title}</div>
          {group.items.map((item) => (
            <button key={item.model} type="button" draggable disabled={!!item.disabled}
              title={item.disabled || `${item.help} Click, or drag onto the canvas.`}
              onClick={() => add(group.what, item.model)}
              onDragStart={(event) => {
                event.dataTransfer.setData(DRAGGED, JSON.stringify({ what: group.what, model: item.model }))
                event.dataTransfer.effectAllowed = 'move'
              }}>
              <span aria-hidden="true">+</span> {item.label}
            </button>
          ))}
        </div>
      ))}
    </div>
  )
}
