// The product's one table. The server sends texts; sorting, searching and hiding columns happen
// here, without the server. Rows are named to the server by their ids, never by their position.
// table_tools.js, table_sort.js, table_rows.js, table_arrangement.js and edge.js belong to it.

const ALL_AT_ONCE = 60 // rows; a longer table scrolls inside itself and draws only the visible rows
const ROW = 35 // pixels of a row without wrapping
const NARROW = 480 // pixels of a frame below which names of rows wrap
const PHONE = matchMedia("(max-width: 599.98px)") // where rows become two lines, as in table.css
const HEAD_SHARE = 0.38 // of such a frame that they may take
const SPARE = 12 // rows drawn beyond each edge of the visible ones
const states = new WeakMap()

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const [text, file, arranged] = new TextDecoder().decode(data).split("\n")
  const state = states.get(parentElement) ?? {
    sort: null, search: "", hidden: null, picked: null, text: null, fetched: null,
  }
  states.set(parentElement, state)
  state.pick = (id) => setStateValue("picked", id)
  state.open = (id) => setTriggerValue("opened", id)
  state.ask = (view) => setTriggerValue("exported", view)
  const root = parentElement.querySelector(".kh")
  root.classList.toggle("dark", isDark(root))
  if (state.text !== text || (arranged && state.arranged !== JSON.parse(arranged).nonce)) {
    state.text = text
    build(root, state, JSON.parse(text), arranged)
  }
  if (file) fetchFile(parentElement, state, JSON.parse(file))
}

function build(root, state, table, arranged) {
  const chosen = state.table ? listChoices(state) : NOTHING_CHOSEN
  state.table = table
  applyChoices(state, chosen)
  if (arranged) arrange(state, JSON.parse(arranged))
  offerArrangement(root, state)
  state.widths = table.columns.map((column, i) => column.width ?? measure(column, table.rows, i))
  root.classList.toggle("folds", table.columns.some((column) => column.place))
  const tools = root.querySelector(".tools")
  tools.replaceChildren(...(table.tools ? makeTools(root, state) : []))
  if (table.bar) tools.append(makeLegend(table.bar))
  tools.hidden = !tools.children.length
  const frame = root.querySelector(".frame")
  frame.classList.toggle("tall", table.rows.length > ALL_AT_ONCE)
  if (!frame.classList.contains("tall")) narrowHead(state, frame.clientWidth)
  frame.setAttribute("aria-label", table.caption)
  frame.onscroll = () => requestAnimationFrame(() => drawRows(root, state))
  watchEdge(frame)
  watchPaper(root, state)
  state.room = ALL_AT_ONCE
  draw(root, state)
}

// Paper shows all rows of a table that draws only the visible ones.
function watchPaper(root, state) {
  if (state.paper) return
  state.paper = new AbortController()
  const redraw = (isPrinting) => () => {
    if (!root.isConnected) return state.paper.abort()
    Object.assign(state, { isPrinting, drawn: null })
    drawRows(root, state)
  }
  addEventListener("beforeprint", redraw(true), { signal: state.paper.signal })
  addEventListener("afterprint", redraw(false), { signal: state.paper.signal })
}

function shownColumns(state) {
  return state.table.columns.map((_, i) => i).filter((i) => !state.hidden.has(i))
}

function draw(root, state) {
  const { table } = state
  const words = fold(state.search).split(/\s+/).filter(Boolean)
  const columns = shownColumns(state)
  state.shown = table.rows.map((_, i) => i).filter((row) => {
    const text = fold(columns.map((i) => toText(table.rows[row][i])).join(" "))
    return words.every((word) => text.includes(word))
  })
  if (state.sort) sortRows(state)
  const element = root.querySelector("table")
  const group = make("colgroup")
  columns.forEach((i) => group.append(make("col", { style: `width:${state.widths[i]}px` })))
  element.style.minWidth = `${columns.reduce((sum, i) => sum + state.widths[i], 0)}px`
  element.querySelector("caption").textContent = table.caption
  element.querySelector("colgroup")?.remove()
  element.querySelector("caption").after(group)
  element.querySelector("thead").replaceChildren(makeHead(root, state, columns))
  const count = root.querySelector(".count")
  if (count) {
    const all = table.rows.length
    count.textContent = state.shown.length < all ? `${state.shown.length} / ${all}行` : `${all}行`
  }
  state.drawn = null
  drawRows(root, state)
}

function makeHead(root, state, columns) {
  const line = make("tr")
  let left = 0
  columns.forEach((i) => {
    const column = state.table.columns[i]
    const cell = make("th", { scope: "col", className: column.align })
    left = freeze(cell, state, i, left)
    const sorted = state.sort?.column === i
    if (state.table.tools && column.kind !== "bar") {
      const button = make("button", { type: "button" })
      button.append(column.title, sorted ? (state.sort.down ? " ↓" : " ↑") : "")
      button.title = column.help ? `${column.help}（点击排序）` : "点击排序"
      button.onclick = () => { sortBy(state, i); draw(root, state); refocus(root, columns.indexOf(i)) }
      cell.append(button)
    } else {
      cell.textContent = column.title
      if (column.help) cell.title = column.help
    }
    if (sorted) cell.setAttribute("aria-sort", state.sort.down ? "descending" : "ascending")
    line.append(cell)
  })
  return line
}

function freeze(cell, state, column, left) {
  // A phone is narrower than most tables: the row's name stays, whatever the page says.
  if (column >= Math.max(state.table.frozen, PHONE.matches && !state.table.head ? 1 : 0)) return left
  cell.classList.add("frozen")
  cell.style.left = `${left}px`
  return left + state.widths[column]
}

function fetchFile(parent, state, file) {
  if (state.fetched === file.nonce) return
  state.fetched = file.nonce
  const bytes = Uint8Array.from(atob(file.content), (character) => character.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }))
  make("a", { href: address, download: file.name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  const button = parent.querySelector(".export")
  if (button) Object.assign(button, { disabled: false, textContent: "导出 Excel" })
}

// On a phone long names wrap: as wide as they are they would hide the figures beside them.
function narrowHead(state, room) {
  const { head } = state.table
  if (head !== null && room && room < NARROW) {
    state.widths[head] = Math.min(state.widths[head], Math.round(room * HEAD_SHARE))
  }
}

function measure(column, rows, i) {
  if (column.kind === "bar") return 220
  let widest = width(column.title) + 1.2 // room for the arrow
  for (const row of rows) widest = Math.max(widest, width(toText(row[i])))
  return Math.round(Math.min(widest, 24) * 15 + 22)
}

function width(text) { // in Chinese characters
  let sum = 0
  for (const character of text) sum += character > "\u2e7f" ? 1 : 0.58
  return sum
}

function toText(value) {
  return value === null || value === undefined || Array.isArray(value) ? "" : String(value)
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase()
}

function make(name, properties = {}) {
  const { style, ...others } = properties
  const element = Object.assign(document.createElement(name), others)
  if (style) element.style.cssText = style
  return element
}
