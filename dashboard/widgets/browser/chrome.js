// Streamlit's own words in Chinese, as it has no translations. Only exact texts are replaced, so that
// a later release of Streamlit can lose a translation and nothing else. menu.js and contents.js belong to this script.

const SIGNED_OUT = "登录已过期或已退出。页面上没有保存的内容还在："

const WORDS = {
  "Upload": "选择文件",
  "Upload directories": "选择文件夹",
  "Drag and drop a file here": "拖到这里",
  "Drag and drop files here": "拖到这里",
  "Drag and drop directories here": "把文件夹拖到这里",
  "No results": "没有找到",
  "No options to select": "没有可选的",
  "No options to select.": "没有可选的。",
  "Choose an option": "请选择",
  "Choose options": "请选择",
  "Select all": "全选",
  "Connecting": "正在连接",
  "Please wait...": "请稍候……",
  "Connection error": "连接中断",
  "Connection lost. Please wait for the app to reconnect, then try again.":
    "连接中断，正在重新连接，请稍后再试。",
  "Connection failed with status 401.": SIGNED_OUT,
  "Page not found": "没有这一页",
  "The page that you have requested does not seem to exist. Running the app's main page.":
    "链接里的页面不存在，现在显示首页。",
  "Stop": "停止",
  "Rerun": "刷新",
  "Print": "打印",
  "Settings": "设置",
  "System": "跟随系统",
  "Light": "浅色",
  "Dark": "深色",
  "Close": "关闭",
  "Cancel": "取消",
  "Copy": "复制",
  "Theme": "明暗",
  "Open": "展开",
  "Main menu": "菜单",
  "App pages": "各页",
  "Sidebar": "侧栏",
  "Notifications": "提示",
  "Expand sidebar": "展开侧栏",
  "Collapse sidebar": "收起侧栏",
  "Skip to main content": "跳到正文",
  "Navigate to home page": "回到首页",
  "Clear value": "清除",
  "Scroll tabs left": "向左",
  "Scroll tabs right": "向右",
  "Press Enter to apply": "按回车确定",
  "Press Enter to submit form": "按回车提交",
  "Press Ctrl+Enter to apply": "按 Ctrl+回车确定",
  "Press ⌘+Enter to apply": "按 ⌘+回车确定",
}
const PATTERNS = [
  [/^([\d.]+)\s?(KB|MB|GB) per file$/, "每个不超过 $1 $2"],
  [/^File must be ([\d.]+)\s?(KB|MB|GB) or smaller\.$/, "文件不能超过 $1 $2。"],
  [/^Add: (.*)$/, "填写：$1"],
]
const ATTRIBUTES = ["aria-label", "title", "placeholder"]

let login = "/login"

function findChinese(text) {
  const plain = text.trim()
  if (!/^[A-Z\d]/.test(plain)) return null
  if (Object.hasOwn(WORDS, plain)) return WORDS[plain]
  const found = PATTERNS.find(([pattern]) => pattern.test(plain))
  return found ? plain.replace(...found) : null
}

function translateText(node) {
  const chinese = findChinese(node.nodeValue ?? "")
  if (chinese) node.nodeValue = chinese
  if (chinese === SIGNED_OUT) offerSignIn(node.parentElement)
}

// The sign-in opens in another tab: after it this page goes on by itself where it was.
function offerSignIn(element) {
  const link = document.createElement("a")
  Object.assign(link, { href: login, target: "_blank", rel: "noopener" })
  link.textContent = "在新标签页重新登录"
  element.append(link, "，再返回本页。")
}

function translateElement(element) {
  for (const name of ATTRIBUTES) {
    const chinese = findChinese(element.getAttribute(name) ?? "")
    if (chinese) element.setAttribute(name, chinese)
  }
}

function translate(root) {
  if (root.nodeType === Node.TEXT_NODE) return translateText(root)
  if (root.nodeType !== Node.ELEMENT_NODE) return
  translateElement(root)
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    node.nodeType === Node.TEXT_NODE ? translateText(node) : translateElement(node)
  }
}

export default function ({ data }) {
  login = data.login
  if (document.documentElement.dataset.chrome) return // once for each tab
  document.documentElement.dataset.chrome = "zh-CN"
  document.documentElement.lang = "zh-CN" // Streamlit's own page declares English
  keepMenuClosed()
  offerContents()
  const observer = new MutationObserver((changes) => {
    for (const { target, type, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(translate)
      else if (type === "attributes") translateElement(target)
      else translateText(target)
    }
  })
  translate(document.body)
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ATTRIBUTES,
  })
}
