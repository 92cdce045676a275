// The watermark: a faint layer over the page, also on paper, that names user and time. Clicks and
// screen readers pass through it. It is removed together with the page that asked for it.

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
