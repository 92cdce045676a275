// How a person arranged a table: its hidden columns and its sort, by the columns' titles. A saved
// view reads it from every table in sight (save_view.js), and gives it back to the table.

const DOWN = "降序"
const UP = "升序"

const NOTHING_CHOSEN = { changed: new Map(), sort: null }

// A table's columns may change under it: what a person has chosen stays with the columns' titles.
function listChoices({ table, hidden, sort }) {
  const changed = table.columns.flatMap((column, i) =>
    hidden.has(i) === Boolean(column.hidden) ? [] : [[column.title, hidden.has(i)]])
  return {
    changed: new Map(changed),
    sort: sort && { title: table.columns[sort.column].title, down: sort.down },
  }
}

function applyChoices(state, { changed, sort }) {
  const { columns } = state.table
  state.hidden = new Set(
    columns.flatMap(({ title, hidden }, i) => (changed.get(title) ?? hidden ? [i] : [])))
  const column = sort ? columns.findIndex(({ title }) => title === sort.title) : -1
  state.sort = column < 0 ? null : { column, down: sort.down }
}

function offerArrangement(root, state) {
  globalThis.kaoheTables ??= new Map()
  globalThis.kaoheTables.set(state.table.caption, () => root.isConnected ? describe(state) : null)
}

function describe(state) {
  const { changed, sort } = listChoices(state)
  if (!sort && !changed.size) return null // as the page draws it
  const { columns } = state.table
  return {
    hidden: [...state.hidden].sort((a, b) => a - b).map((i) => columns[i].title),
    sort: sort && [sort.title, sort.down ? DOWN : UP],
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
