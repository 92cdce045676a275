// A tile of the watermark, for the layer over a page and the background of the printed sheet.

const TILE = { width: 320, height: 190 }

// The text is inserted as a text node, so that no name can be markup.
function drawTile(text) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  picture.setAttribute("width", TILE.width)
  picture.setAttribute("height", TILE.height)
  const label = document.createElementNS("http://www.w3.org/2000/svg", "text")
  const middle = `${TILE.width / 2} ${TILE.height / 2}`
  const looks = {
    x: TILE.width / 2, y: TILE.height / 2, "text-anchor": "middle", "font-size": 14,
    "font-family": "sans-serif", fill: "#808080", "fill-opacity": 0.16,
    transform: `rotate(-24 ${middle})`,
  }
  for (const [name, value] of Object.entries(looks)) label.setAttribute(name, value)
  label.append(text)
  picture.append(label)
  const drawn = new XMLSerializer().serializeToString(picture)
  return `data:image/svg+xml,${encodeURIComponent(drawn)}`
}
