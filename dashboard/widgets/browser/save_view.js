// Asks for a view's name, and sends it with the arrangement of the tables in sight.

function collect() {
  const found = [...(globalThis.kaoheTables ?? [])].map(([caption, read]) => [caption, read()])
  return Object.fromEntries(found.filter(([, arrangement]) => arrangement))
}

export default function ({ parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".kh")
  const form = root.querySelector("form")
  root.classList.toggle("dark", isDark(root))
  form.onsubmit = (event) => {
    event.preventDefault()
    setTriggerValue("saved", { name: form.elements.name.value, tables: collect() })
    form.reset()
  }
}
