// Sorting a table: a click on a heading sorts, a second one reverses, a third one ends it.

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
    const text = toText(state.table.rows[row][column])
    return isNumber ? toNumber(text) : text
  }
  const sign = down ? -1 : 1
  state.shown.sort((a, b) => {
    const [first, second] = [key(a), key(b)]
    const isBlank = (value) => value === null || value === ""
    if (isBlank(first) || isBlank(second)) return isBlank(first) - isBlank(second) || a - b
    const order = isNumber ? first - second : first.localeCompare(second, "zh", { numeric: true })
    return sign * order || a - b
  })
}

function toNumber(text) {
  const found = text.replaceAll(",", "").match(/\d+(\.\d+)?/)
  if (!found) return text === "—" ? 0 : null
  return /^[▼−-]/.test(text) ? -Number(found[0]) : Number(found[0])
}
