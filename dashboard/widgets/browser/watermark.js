// Who looks at this page and when, faintly over all of it, on paper too. Reading, clicks, the
// keyboard and screen readers pass through. It goes with the page that asked for it.

export default function ({ data, parentElement }) {
  const layer = document.createElement("div")
  layer.setAttribute("aria-hidden", "true")
  layer.className = "kaohe-watermark"
  layer.style.cssText =
    "position:fixed;inset:0;z-index:999;pointer-events:none;user-select:none;" +
    "print-color-adjust:exact;-webkit-print-color-adjust:exact;" +
    `background-image:url("${drawTile(data.text)}")`
  document.body.append(layer)
  return () => layer.remove()
}
