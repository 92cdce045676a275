// A link that opens in this tab; Streamlit's own links open another one.

export default function ({ data, parentElement }) {
  const link = parentElement.querySelector("a")
  link.textContent = data.label
  link.href = data.address
  link.closest(".kh").classList.toggle("dark", isDark(link))
}
