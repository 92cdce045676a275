// On a phone a page is many screens long: a list of its headings leads to each with two taps. The
// address and its history stay as they are.

const HEADINGS = '[data-testid="stMain"] :is(h2, h3)'

function offerContents() {
  const menu = document.createElement("details")
  menu.className = "kaohe-contents"
  const list = document.createElement("div")
  const button = document.createElement("summary")
  button.textContent = "目录"
  menu.append(button, list)
  const listEntries = () => [
    makeEntry(menu, "回到顶部", '[data-testid="stMain"] h1'),
    ...[...document.querySelectorAll(HEADINGS)].map((heading) =>
      makeEntry(menu, heading.textContent.trim(), heading)),
  ]
  menu.ontoggle = () => list.replaceChildren(...(menu.open ? listEntries() : []))
  document.body.append(menu)
}

function makeEntry(menu, title, target) {
  const entry = document.createElement("button")
  Object.assign(entry, { type: "button", textContent: title })
  entry.onclick = () => {
    menu.open = false
    const heading = typeof target === "string" ? document.querySelector(target) : target
    heading?.scrollIntoView({ block: "start" })
  }
  return entry
}
