// An open page that follows the data: it asks for a number only, and for a new drawing when that
// is another than what it shows. A page that nobody sees waits until somebody does.

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
