// Live updates: polls the version of the data and asks for a rerun when it differs from the page's.
// A hidden page waits until it is visible again.

const clocks = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  clearInterval(clocks.get(parentElement))
  let asked = false
  const look = async () => {
    if (asked || document.hidden) return
    const answer = await fetch(data.address, { cache: "no-store" }).catch(() => null)
    if (!answer?.ok) return
    const version = await answer.text()
    if (version === data.version || asked) return
    asked = true
    setTriggerValue("changed", version)
  }
  clocks.set(parentElement, setInterval(look, data.milliseconds))
  document.onvisibilitychange = look
  return () => {
    clearInterval(clocks.get(parentElement))
    document.onvisibilitychange = null
  }
}
