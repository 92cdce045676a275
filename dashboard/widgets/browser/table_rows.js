// The rows of a table: only those near the visible part, if it is long. On a phone their heights
// differ and the page scrolls, not the table: there a long table grows when it is asked to.

const BLANK = "—"

function drawRows(root, state) {
  const frame = root.querySelector(".frame")
  const all = state.shown.length
  const isTall = state.table.rows.length > ALL_AT_ONCE && !state.isPrinting
  if (isTall && grows(root)) return drawFirst(root, state)
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

function grows(root) {
  return PHONE.matches && root.classList.contains("folds")
}

function drawFirst(root, state) {
  const columns = shownColumns(state)
  const lines = state.shown.slice(0, state.room).map((row) => makeRow(root, state, row, columns))
  const rest = state.shown.length - lines.length
  if (rest) {
    const button = make("button", { type: "button", textContent: `显示其余（${rest}行）` })
    button.onclick = () => { state.room = Infinity; drawRows(root, state) }
    const cell = make("td", { className: "none", colSpan: columns.length })
    cell.append(button)
    const line = make("tr")
    line.append(cell)
    lines.push(line)
  }
  state.drawn = null
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
    if (column.place && i !== table.head) placeCell(cell, column)
    if (table.marked?.[row]?.includes(i)) markCell(cell)
    line.append(cell)
  })
  if (table.muted?.includes(row)) line.classList.add("muted")
  if (table.acts) {
    line.classList.add("acts")
    if (table.acts === "pick") line.classList.toggle("picked", id === state.picked)
    line.onclick = () => {
      if (getSelection()?.toString()) return // the user is selecting text
      act(root, state, id)
    }
  }
  return line
}

// For table.css, which turns a row into two lines on a phone.
function placeCell(cell, column) {
  cell.classList.add(column.place)
  cell.dataset.title = column.title
  if (cell.textContent === BLANK) cell.classList.add("blank")
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
  const text = toText(value)
  if (column.kind === "change") cell.classList.add(text[0] === "▲" ? "up" : text[0] === "▼" ? "down" : "same")
  if (column.kind === "sign" && text) {
    cell.classList.add("sign")
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
  const texts = []
  parts.forEach((part, i) => {
    if (!part) return
    const [kind, title] = bar.parts[i]
    line.append(make("i", { className: `part ${kind}`, style: `width:${(100 * part) / bar.full}%` }))
    texts.push(`${title} ${part.toFixed(2)}`)
  })
  line.title = texts.join("，")
  line.setAttribute("role", "img")
  line.setAttribute("aria-label", line.title)
  return line
}
