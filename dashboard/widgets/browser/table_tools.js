// The tools above a table: search, choice of columns, export, count; and the legend of its bars.

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
      state.ask(describeView(state))
    }
    tools.push(button)
  }
  return [...tools, ...(root.classList.contains("folds") ? makePhoneTools(root, state) : []), count]
}

// On a phone there are no headings to click, and less important columns wait for a click.
function makePhoneTools(root, state) {
  const { columns } = state.table
  const sort = make("select", { className: "sort" })
  sort.setAttribute("aria-label", "排序")
  const label = () => state.sort
    ? `${columns[state.sort.column].title} ${state.sort.down ? "↓" : "↑"}`
    : "排序"
  const offer = () => sort.replaceChildren(
    new Option(label(), "", true, true),
    ...shownColumns(state).filter((i) => columns[i].kind !== "bar")
      .map((i) => new Option(columns[i].title, i)))
  sort.onchange = () => { sortBy(state, Number(sort.value)); draw(root, state); offer() }
  offer()
  if (!columns.some((column) => column.place === "more")) return [sort]
  const more = make("button", { type: "button", className: "all" })
  const name = () => {
    const isAll = root.classList.contains("all")
    more.textContent = isAll ? "简要" : "更多列"
    more.setAttribute("aria-pressed", isAll)
  }
  more.onclick = () => { root.classList.toggle("all"); name() }
  name()
  return [sort, more]
}

function makeLegend(bar) {
  const legend = make("span", { className: "legend" })
  for (const [kind, title] of bar.parts) {
    const sign = make("i", { className: `part ${kind}` })
    sign.setAttribute("aria-hidden", "true")
    const item = make("span")
    item.append(sign, title)
    legend.append(item)
  }
  return legend
}

function describeView(state) {
  const { table } = state
  return {
    ids: state.shown.map((row) => table.ids[row]),
    columns: shownColumns(state).map((i) => table.columns[i].title),
    search: state.search.trim(),
    sort: state.sort && [table.columns[state.sort.column].title, state.sort.down ? "降序" : "升序"],
    nonce: Date.now(),
  }
}
