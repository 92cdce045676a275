// Copies the page's address, which says everything that the page shows; and prints the page.

const SHOWN = 2000 // milliseconds of the answer

async function copy(text, root) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  // An office's server may be reached without encryption: browsers then offer only the old way.
  const field = document.createElement("textarea")
  field.value = text
  root.append(field)
  field.select()
  const done = document.execCommand("copy")
  field.remove()
  if (!done) throw new Error("refused")
}

function offerCopy(root) {
  const button = root.querySelector("button")
  root.classList.toggle("dark", isDark(root))
  root.querySelector(".print").onclick = () => print()
  button.onclick = async () => {
    const said = await copy(location.href, root).then(() => "已复制", () => "请从地址栏复制")
    button.textContent = said
    setTimeout(() => { button.textContent = "复制链接" }, SHOWN)
  }
}
