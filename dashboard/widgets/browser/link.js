// A link that opens in this very tab: Streamlit's own ones open another.

export default function ({ data, parentElement }) {
  const link = parentElement.querySelector("a")
  link.textContent = data.label
  link.href = data.address
  link.closest(".kh").classList.toggle("dark", isDark(link))
}
