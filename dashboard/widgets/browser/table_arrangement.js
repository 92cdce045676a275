// How a person arranged a table: its hidden columns and its sort, by the columns' titles. A saved
// view reads it from every table in sight (save_view.js), and gives it back to the table.

const DOWN = "降序"
const UP = "升序"

function offerArrangement(root, state) {
  globalThis.kaoheTables ??= new Map()
  globalThis.kaoheTables.set(state.table.caption, () => root.isConnected ? describe(state) : null)
}

function describe({ table, hidden, sort }) {
  const titles = (numbers) => numbers.map((i) => table.columns[i].title)
  const first = table.columns.flatMap((column, i) => (column.hidden ? [i] : []))
  const now = [...hidden].sort((a, b) => a - b)
  if (!sort && String(now) === String(first)) return null // as the page draws it
  return {
    hidden: titles(now),
    sort: sort && [table.columns[sort.column].title, sort.down ? DOWN : UP],
  }
}

// Once for each opening of a view: what the person changes afterwards stays.
function arrange(state, wanted) {
  if (state.arranged === wanted.nonce) return
  state.arranged = wanted.nonce
  const { columns } = state.table
  state.hidden = new Set(columns.flatMap(({ title }, i) => (wanted.hidden.includes(title) ? [i] : [])))
  const column = wanted.sort ? columns.findIndex(({ title }) => title === wanted.sort[0]) : -1
  state.sort = column < 0 ? null : { column, down: wanted.sort[1] === DOWN }
}
