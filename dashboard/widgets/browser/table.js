// The product's one table. The server sends texts; sorting, searching and choosing columns happen
// here without asking it. Rows are told to the server by their ids, never by their place.

const ALL_AT_ONCE = 60 // rows; above it the table scrolls in itself and draws what is seen
const ROW = 35 // pixels of a row that may not wrap
const SPARE = 12 // rows drawn beyond each edge of what is seen
const states = new WeakMap()

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const [text, file] = new TextDecoder().decode(data).split("\n")
  const state = states.get(parentElement) ?? {
    sort: null, search: "", hidden: null, picked: null, text: null, fetched: null,
  }
  states.set(parentElement, state)
  state.pick = (id) => setStateValue("picked", id)
  state.open = (id) => setTriggerValue("opened", id)
  state.ask = (view) => setTriggerValue("exported", view)
  const root = parentElement.querySelector(".kh")
  root.classList.toggle("dark", isDark(root))
  if (state.text !== text) {
    state.text = text
    build(root, state, JSON.parse(text))
  }
  if (file) fetchFile(parentElement, state, JSON.parse(file))
}

function build(root, state, table) {
  state.table = table
  state.hidden ??= new Set(table.columns.flatMap((one, i) => (one.hidden ? [i] : [])))
  if (state.sort && state.sort.column >= table.columns.length) state.sort = null
  state.widths = table.columns.map((one, i) => one.width ?? measure(one, table.rows, i))
  const tools = root.querySelector(".tools")
  tools.replaceChildren(...(table.tools ? makeTools(root, state) : []))
  if (table.bar) tools.append(makeLegend(table.bar))
  tools.hidden = !tools.children.length
  const frame = root.querySelector(".frame")
  frame.classList.toggle("tall", table.rows.length > ALL_AT_ONCE)
  frame.setAttribute("aria-label", table.caption)
  frame.onscroll = () => requestAnimationFrame(() => drawRows(root, state))
  draw(root, state)
}

function makeTools(root, state) {
  const { table } = state
  const search = make("input", { type: "search", placeholder: "查找", value: state.search })
  search.setAttribute("aria-label", `在“${table.caption}”中查找`)
  search.oninput = () => { state.search = search.value; draw(root, state) }
  const columns = make("details", { className: "columns" })
  columns.append(make("summary", { textContent: "列" }))
  const list = make("div", { className: "list" })
  table.columns.forEach((column, i) => {
    if (i < table.frozen) return
    const box = make("input", { type: "checkbox", checked: !state.hidden.has(i) })
    box.onchange = () => {
      if (box.checked) state.hidden.delete(i)
      else state.hidden.add(i)
      draw(root, state)
    }
    const label = make("label")
    label.append(box, ` ${column.title}`)
    list.append(label)
  })
  columns.append(list)
  columns.onkeydown = (event) => {
    if (event.key === "Escape") { columns.open = false; columns.firstChild.focus() }
  }
  const count = make("span", { className: "count" })
  count.setAttribute("role", "status")
  const tools = [search, columns]
  if (table.exports) {
    const button = make("button", { type: "button", className: "export", textContent: "导出 Excel" })
    button.onclick = () => {
      button.disabled = true
      button.textContent = "正在导出…"
      state.ask(tellView(state))
    }
    tools.push(button)
  }
  return [...tools, count]
}

function makeLegend(bar) {
  const legend = make("span", { className: "legend" })
  for (const [kind, title] of bar.parts) {
    const sign = make("i", { className: `part ${kind}` })
    sign.setAttribute("aria-hidden", "true")
    const one = make("span")
    one.append(sign, title)
    legend.append(one)
  }
  return legend
}

function tellView(state) {
  const { table } = state
  return {
    ids: state.shown.map((row) => table.ids[row]),
    columns: shownColumns(state).map((i) => table.columns[i].title),
    search: state.search.trim(),
    sort: state.sort && [table.columns[state.sort.column].title, state.sort.down ? "降序" : "升序"],
    nonce: Date.now(),
  }
}

function shownColumns(state) {
  return state.table.columns.map((_, i) => i).filter((i) => !state.hidden.has(i))
}

function draw(root, state) {
  const { table } = state
  const words = fold(state.search).split(/\s+/).filter(Boolean)
  const columns = shownColumns(state)
  state.shown = table.rows.map((_, i) => i).filter((row) => {
    const text = fold(columns.map((i) => say(table.rows[row][i])).join(" "))
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
    count.textContent = state.shown.length < all ? `${state.shown.length} / ${all} 行` : `${all} 行`
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

function refocus(root, place) {
  root.querySelectorAll("th")[place]?.querySelector("button")?.focus()
}

function sortBy(state, column) {
  const firstDown = state.table.columns[column].align === "right"
  if (state.sort?.column !== column) state.sort = { column, down: firstDown }
  else if (state.sort.down === firstDown) state.sort.down = !firstDown
  else state.sort = null
}

function sortRows(state) {
  const { column, down } = state.sort
  const isNumber = state.table.columns[column].align === "right"
  const key = (row) => {
    const text = say(state.table.rows[row][column])
    return isNumber ? toNumber(text) : text
  }
  const sign = down ? -1 : 1
  state.shown.sort((a, b) => {
    const [one, other] = [key(a), key(b)]
    if (one === null || other === null || one === "" || other === "") {
      return (one === null || one === "") - (other === null || other === "") || a - b
    }
    const order = isNumber ? one - other : one.localeCompare(other, "zh", { numeric: true })
    return sign * order || a - b
  })
}

function toNumber(text) {
  const found = text.replaceAll(",", "").match(/\d+(\.\d+)?/)
  if (!found) return text === "—" ? 0 : null
  return /^[▼−-]/.test(text) ? -Number(found[0]) : Number(found[0])
}

function drawRows(root, state) {
  const frame = root.querySelector(".frame")
  const all = state.shown.length
  const isTall = state.table.rows.length > ALL_AT_ONCE
  const from = isTall ? Math.max(0, Math.floor(frame.scrollTop / ROW) - SPARE) : 0
  const seen = Math.ceil((frame.clientHeight || 700) / ROW)
  const to = isTall ? Math.min(all, from + seen + 2 * SPARE) : all
  if (state.drawn?.[0] === from && state.drawn?.[1] === to) return
  state.drawn = [from, to]
  const columns = shownColumns(state)
  const lines = []
  if (from) lines.push(make("tr", { style: `height:${from * ROW}px`, ariaHidden: "true" }))
  for (let i = from; i < to; i++) lines.push(makeRow(root, state, state.shown[i], columns))
  if (to < all) lines.push(make("tr", { style: `height:${(all - to) * ROW}px`, ariaHidden: "true" }))
  if (!all) {
    const line = make("tr")
    line.append(make("td", { colSpan: columns.length, className: "none", textContent: "没有符合的行。" }))
    lines.push(line)
  }
  root.querySelector("tbody").replaceChildren(...lines)
}

function makeRow(root, state, row, columns) {
  const { table } = state
  const line = make("tr")
  const id = table.ids[row]
  let left = 0
  columns.forEach((i) => {
    const column = table.columns[i]
    const cell = make(i === table.head ? "th" : "td", { className: column.align })
    if (i === table.head) cell.scope = "row"
    left = freeze(cell, state, i, left)
    fillCell(cell, table, column, table.rows[row][i], i === table.head && table.acts)
    if (table.marked?.[row]?.includes(i)) markCell(cell)
    line.append(cell)
  })
  if (table.muted?.includes(row)) line.classList.add("muted")
  if (table.acts) {
    line.classList.add("acts")
    if (table.acts === "pick") line.classList.toggle("picked", id === state.picked)
    line.onclick = () => {
      if (getSelection()?.toString()) return // a person copies text
      act(root, state, id)
    }
  }
  return line
}

function act(root, state, id) {
  if (state.table.acts === "open") return state.open(id)
  state.picked = state.picked === id ? null : id
  state.pick(state.picked)
  state.drawn = null
  drawRows(root, state)
}

function markCell(cell) {
  cell.classList.add("mark")
  cell.append(make("span", { className: "unseen", textContent: "（依据）" }))
}

function fillCell(cell, table, column, value, isHead) {
  if (column.kind === "bar") return cell.append(makeBar(table.bar, value))
  const text = say(value)
  if (column.kind === "change") cell.classList.add(text[0] === "▲" ? "up" : text[0] === "▼" ? "down" : "same")
  if (column.kind === "sign" && text) {
    const kind = table.signs?.[text]
    if (kind) cell.append(make("i", { className: `part ${kind}`, ariaHidden: "true" }))
  }
  if (column.kind === "wrap") cell.classList.add("wrap")
  if (isHead) cell.append(make("button", { type: "button", textContent: text }))
  else cell.append(text)
  if (!isHead && text.length > 12 && column.kind !== "wrap") cell.title = text
}

function makeBar(bar, parts) {
  const line = make("span", { className: "bar" })
  if (!parts) return line
  const said = []
  parts.forEach((part, i) => {
    if (!part) return
    const [kind, title] = bar.parts[i]
    line.append(make("i", { className: `part ${kind}`, style: `width:${(100 * part) / bar.full}%` }))
    said.push(`${title} ${part.toFixed(2)}`)
  })
  line.title = said.join("，")
  line.setAttribute("role", "img")
  line.setAttribute("aria-label", line.title)
  return line
}

function freeze(cell, state, column, left) {
  if (column >= state.table.frozen) return left
  cell.classList.add("frozen")
  cell.style.left = `${left}px`
  return left + state.widths[column]
}

function fetchFile(parent, state, file) {
  if (state.fetched === file.nonce) return
  state.fetched = file.nonce
  const bytes = Uint8Array.from(atob(file.content), (one) => one.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }))
  make("a", { href: address, download: file.name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  const button = parent.querySelector(".export")
  if (button) Object.assign(button, { disabled: false, textContent: "导出 Excel" })
}

function measure(column, rows, i) {
  if (column.kind === "bar") return 220
  let widest = width(column.title) + 1.2 // room for the arrow
  for (const row of rows) widest = Math.max(widest, width(say(row[i])))
  return Math.round(Math.min(widest, 24) * 15 + 22)
}

function width(text) { // in letters of Chinese
  let sum = 0
  for (const one of text) sum += one > "\u2e7f" ? 1 : 0.58
  return sum
}

function say(value) {
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
