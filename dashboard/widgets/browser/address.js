// The address bar says what the page shows, and this script alone writes it. The browser's history
// has one entry for each page: Streamlit adds it, and keeps its hands off the rest. It would write a
// page's filters as new entries, and some into the entry of the page that was just left.
// copy_link.js belongs to this script.

let pages = []

const plain = (path) => path.replace(/\/+$/, "")
const here = () => plain(location.pathname)

function tame() {
  if (history.kaohe) return // once for each tab
  const replace = history.replaceState.bind(history)
  history.kaohe = replace
  const push = history.pushState.bind(history)
  const stays = (address) => plain(new URL(address, location.href).pathname) === here()
  history.replaceState = (state, title, address) => {
    if (!stays(address)) replace(state, title, address)
  }
  history.pushState = (state, title, address) => {
    if (stays(address)) return
    // An address that is no page would send the user away again after Back.
    if (pages.includes(here())) push(state, title, address)
    else replace(state, title, address)
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".kh")
  root.hidden = !data.copies
  offerCopy(root)
  pages = data.pages.map(plain)
  tame()
  write(data)
}

function write(data) {
  // The user may have gone on, or back, before this arrived.
  if (here() !== plain(data.path)) return
  const search = data.query ? `?${data.query}` : ""
  if (location.search === search) return
  history.kaohe(history.state, "", location.pathname + search + location.hash)
}
