// Shows by a shadow that a frame goes on: at the right edge, or behind the column that stays.

const watched = new WeakSet()

function watchEdge(frame) {
  if (watched.has(frame)) return
  watched.add(frame)
  const look = () => {
    const rest = frame.scrollWidth - frame.clientWidth - frame.scrollLeft
    frame.parentElement.classList.toggle("on", rest > 2)
    frame.parentElement.classList.toggle("back", frame.scrollLeft > 2)
  }
  frame.addEventListener("scroll", () => requestAnimationFrame(look), { passive: true })
  const sizes = new ResizeObserver(look)
  sizes.observe(frame)
  sizes.observe(frame.querySelector("table"))
}
