// The address bar says what the page shows. The browser's history has one entry for each page:
// a change of filters replaces the entry, and Streamlit, which would add one, is held to it.

let pages = []

const plain = (path) => path.replace(/\/+$/, "")

function tame() {
  if (history.kaohe) return // once for each tab
  const push = history.pushState.bind(history)
  history.kaohe = true
  history.pushState = (state, title, address) => {
    const here = plain(location.pathname)
    const stays = plain(new URL(address, location.href).pathname) === here
    // An address that is no page would send the user away again after Back.
    const isLost = !pages.includes(here)
    if (stays || isLost) history.replaceState(state, title, address)
    else push(state, title, address)
  }
}

export default function ({ data }) {
  pages = data.pages.map(plain)
  tame()
  // The user may have gone on, or back, before this arrived.
  if (plain(location.pathname) !== plain(data.path)) return
  const search = data.query ? `?${data.query}` : ""
  if (location.search === search) return
  history.replaceState(history.state, "", location.pathname + search + location.hash)
}
