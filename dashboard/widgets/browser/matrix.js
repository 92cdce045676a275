// A matrix of tiles; a tile is a text, a tone, a level and a help text. All content is set as text,
// never as markup. The heading of a row may be a button that opens what it names, and so may a tile;
// the arrow keys move between tiles. A column's title may sort: best first, worst first, as given.

const drawn = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const text = new TextDecoder().decode(data)
  const root = parentElement.querySelector(".kh")
  root.classList.toggle("dark", isDark(root))
  if (drawn.get(root) === text) return
  drawn.set(root, text)
  build(root, JSON.parse(text), (id) => setTriggerValue("opened", id))
}

function build(root, matrix, open) {
  const frame = root.querySelector(".frame")
  frame.setAttribute("aria-label", matrix.caption)
  root.querySelector("caption").textContent = matrix.caption
  const head = make("tr", {}, heading("col", matrix.corner))
  const rows = matrix.rows.map((row) => buildRow(row, open))
  const body = root.querySelector("tbody")
  matrix.columns.forEach(([title, help], place) => {
    const cell = heading("col", matrix.sorts ? "" : title, help)
    if (matrix.sorts) {
      const button = make("button", { type: "button", textContent: title })
      button.onclick = () => sort(head, cell, body, rows, matrix.rows.map((row) => row.tiles[place][5]))
      cell.append(button)
    }
    head.append(cell)
  })
  root.querySelector("thead").replaceChildren(head)
  watchEdge(frame)
  if (matrix.inSight !== null) showColumn(frame, head, matrix.inSight)
  body.replaceChildren(...rows)
  body.onkeydown = moveFocus
  root.querySelector(".legend").replaceChildren(...matrix.legend.map(([tile, title]) =>
    make("span", {}, dress(make("b", {}), tile), title)))
}

// Beside the headings of the rows, which stay.
function showColumn(frame, head, place) {
  const [, ...columns] = head.children
  const column = columns[place]
  requestAnimationFrame(() => {
    frame.scrollLeft = column.offsetLeft + column.offsetWidth - frame.clientWidth
  })
}

function buildRow(row, open) {
  const first = heading("row", "")
  first.className = "stays" // while the others scroll
  const name = row.id === null ? row.title : make("button", { type: "button", textContent: row.title })
  if (row.id !== null) name.onclick = () => open(row.id)
  first.append(name)
  if (row.note) first.append(make("small", { textContent: row.note }))
  return make("tr", {}, first, ...row.tiles.map((tile) => buildTile(tile, open)))
}

function buildTile(tile, open) {
  const [text, , , , note, , id] = tile
  const cell = dress(make("td", {}), tile)
  if (id !== null) {
    // Not in the order of Tab: hundreds of tiles would stand between the page's parts.
    const button = make("button", { type: "button", textContent: text, tabIndex: -1 })
    button.onclick = () => open(id)
    cell.replaceChildren(button)
  }
  if (note) cell.append(make("small", { textContent: note }))
  return cell
}

const NEXT = { ascending: "none", descending: "ascending", none: "descending" }

function sort(head, cell, body, rows, orders) {
  const way = NEXT[cell.getAttribute("aria-sort") ?? "none"]
  for (const other of head.children) other.removeAttribute("aria-sort")
  if (way !== "none") cell.setAttribute("aria-sort", way)
  const sign = way === "ascending" ? 1 : -1
  const places = rows.map((_, place) => place)
  if (way !== "none") {
    places.sort((one, other) => {
      const [mine, its] = [orders[one], orders[other]]
      if (mine === null || its === null) return (mine === null) - (its === null)
      return sign * (mine - its)
    })
  }
  body.replaceChildren(...places.map((place) => rows[place]))
}

function moveFocus(event) {
  const cell = event.target.closest("td, th")
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
  const step = steps[event.key]
  if (!step) return
  const row = cell.parentElement
  const rows = [...row.parentElement.children]
  const next = rows[rows.indexOf(row) + step[0]]?.children[cell.cellIndex + step[1]]
  const button = next?.querySelector("button")
  if (!button) return
  event.preventDefault()
  button.focus()
}

function heading(scope, text, help = "") {
  return make("th", { scope, textContent: text, title: help })
}

function dress(element, [text, tone, level, help]) {
  element.textContent = text
  element.title = help
  if (tone) element.className = tone
  if (level) element.style.setProperty("--level", level)
  return element
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}
