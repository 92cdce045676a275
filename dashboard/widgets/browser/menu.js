// On a phone the menu covers the page: it closes as soon as a page is chosen, and when one is loaded.

const HANDHELD = matchMedia("(max-width: 767.98px)")
const SIDEBAR = '[data-testid="stSidebar"]'
const LOOK_MS = 50
const MOST_LOOKS = 100

function closeMenu() {
  if (!HANDHELD.matches) return
  document
    .querySelector(`${SIDEBAR}[data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button`)
    ?.click()
}

function keepMenuClosed() {
  document.addEventListener("click", ({ target }) => {
    // After Streamlit's own handler, which opens the page.
    if (target.closest?.('[data-testid="stSidebarNavLink"]')) setTimeout(closeMenu)
  })
  closeOnceDrawn(MOST_LOOKS)
}

function closeOnceDrawn(looks) {
  if (document.querySelector(SIDEBAR)) closeMenu()
  else if (looks) setTimeout(closeOnceDrawn, LOOK_MS, looks - 1)
}
