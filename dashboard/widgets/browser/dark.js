// Shared by the components: whether the page around them is dark.
function isDark(root) {
  const colour = getComputedStyle(root).getPropertyValue("--st-background-color").trim()
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  return 0.3 * red + 0.6 * green + 0.1 * blue < 128
}
