// A matrix of tiles; a tile is a text, a tone, a level and a help text. All content is set as text,
// never as markup. The heading of a row may be a button that opens what it names.

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
  for (const [title, help] of matrix.columns) head.append(heading("col", title, help))
  root.querySelector("thead").replaceChildren(head)
  root.querySelector("tbody").replaceChildren(...matrix.rows.map((row) => buildRow(row, open)))
  root.querySelector(".legend").replaceChildren(...matrix.legend.map(([tile, title]) =>
    make("span", {}, dress(make("b", {}), tile), title)))
}

function buildRow(row, open) {
  const first = heading("row", "")
  const name = row.id === null ? row.title : make("button", { type: "button", textContent: row.title })
  if (row.id !== null) name.onclick = () => open(row.id)
  first.append(name)
  if (row.note) first.append(make("small", { textContent: row.note }))
  return make("tr", {}, first, ...row.tiles.map((tile) => dress(make("td", {}), tile)))
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
