// The page to print, printed from a frame of its own, without the page around it.

export default function ({ data, parentElement }) {
  const article = parentElement.querySelector("article")
  article.innerHTML = data.html // made by print_sheet.py, every text escaped
  parentElement.querySelector("button").onclick = () => printAlone(article, data.mark)
}

function printAlone(article, mark) {
  const frame = document.createElement("iframe")
  frame.style.cssText = "position:fixed;width:0;height:0;border:0"
  frame.title = "打印"
  document.body.append(frame)
  const styles = article.getRootNode().querySelectorAll("style")
  const { document: inner } = frame.contentWindow
  inner.documentElement.lang = "zh-CN"
  inner.title = article.querySelector("h1").textContent
  for (const style of styles) inner.head.append(style.cloneNode(true))
  const root = inner.createElement("div")
  root.className = "kh alone"
  root.append(article.cloneNode(true))
  root.style.cssText = "print-color-adjust:exact;-webkit-print-color-adjust:exact"
  root.style.backgroundImage = `url("${drawTile(mark)}")`
  inner.body.append(root)
  frame.contentWindow.onafterprint = () => frame.remove()
  frame.contentWindow.print()
}
