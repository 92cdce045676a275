// The large screen: shows slides in turn, follows the data, reconnects by itself when the server
// comes back. Texts are set as text, never as markup. Parameters: ?seconds=20&theme=light
"use strict";

const POLL_MS = 2000;
const asked = new URLSearchParams(location.search);
const dwellMs = Math.min(Math.max(Number(asked.get("seconds")) || 15, 3), 600) * 1000;
const KEYS = [["earned", "得分"], ["bonus", "附加分"], ["open", "待定和暂失（尚可变动）"]];

let shown = { slides: [], tag: null, program: null };
let at = 0;
let isPaused = false;
let changedAt = performance.now();

const place = (id) => document.getElementById(id);

function make(tag, className, text, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

function drawBar(bars) {
  const bar = make("div", "bar");
  bar.setAttribute("aria-hidden", "true");
  for (const [key] of KEYS) {
    if (!bars[key]) continue;
    const part = make("div", key);
    part.style.width = `${bars[key]}%`;
    bar.append(part);
  }
  return bar;
}

function directionOf(change) {
  if (change.startsWith("▲")) return "change up";
  return change.startsWith("▼") ? "change down" : "change";
}

function kindOf(mark) {
  if (mark.startsWith("✕")) return "mark veto";
  return mark.startsWith("！") || mark.startsWith("不") ? "mark risk" : "mark";
}

function drawBoard(slide) {
  const kinds = ["mark", "change"].filter((key) => slide.rows.some((row) => row[key]));
  const list = make("ol", ["board", ...kinds.map((key) => `has-${key}`)].join(" "));
  list.style.setProperty("--rows", Math.max(Math.ceil(slide.rows.length / 2), 8));
  list.style.setProperty("--unit", Math.max(...slide.rows.map((row) => row.unit.length)));
  list.style.setProperty("--mark", Math.max(...slide.rows.map((row) => row.mark.length)));
  list.style.setProperty("--total", Math.max(...slide.rows.map((row) => row.total.length)));
  for (const row of slide.rows) {
    list.append(make("li", "", "",
      make("span", "rank", row.rank),
      make("span", directionOf(row.change), row.change),
      make("span", "unit", row.unit),
      drawBar(row.bars),
      make("span", "total", row.total),
      make("span", kindOf(row.mark), row.mark)));
  }
  return list;
}

function drawOverview(slide) {
  const figures = make("ul", "figures");
  for (const { title, value, note, tone } of slide.figures) {
    figures.append(make("li", tone, "",
      make("span", "quiet", title), make("strong", "", value), make("span", "quiet", note)));
  }
  const boards = make("table", "firsts", "",
    make("caption", "", "领先单位"));
  for (const { title, first, total } of slide.firsts) {
    boards.append(make("tr", "", "",
      make("th", "", title), make("td", "", first), make("td", "total", total)));
  }
  const late = make("section", "late", "", make("h2", "", "未按时报送和未报"));
  for (const { what, who } of slide.late) {
    late.append(make("p", "", "", make("strong", "", what), who && make("span", "", who)));
  }
  if (!slide.late.length) late.append(make("p", "quiet", slide.none));
  return make("div", "overview", "", figures, make("div", "sides", "", boards, late));
}

function drawVetoes(slide) {
  if (!slide.rows.length) return make("p", "none", slide.none);
  const list = make("ul", slide.rows.length > 4 ? "cards" : "cards few");
  for (const row of slide.rows) {
    const isVeto = row.kind === "veto";
    list.append(make("li", isVeto ? "veto-card" : "risk-card", "",
      make("strong", "", row.unit),
      make("span", isVeto ? "what veto" : "what risk", row.mark),
      ...row.reasons.map((reason) => make("span", "why", reason)),
      ...row.sources.map((source) => make("span", "why quiet", source))));
  }
  return list;
}

function drawMovers(slide) {
  return make("div", "moves", "", drawMoved(slide.up, "没有名次上升的单位。"),
    drawMoved(slide.down, "没有名次下降的单位。"));
}

function drawMoved(rows, none) {
  if (!rows.length) return make("p", "none", none);
  const list = make("ul", "cards");
  for (const row of rows) {
    list.append(make("li", "", "",
      make("strong", "", row.unit),
      make("span", `what ${directionOf(row.change)}`, row.change),
      make("span", "quiet", row.assessment),
      make("span", "", `${row.ranks}，${row.total}分`)));
  }
  return list;
}

const DRAW = { overview: drawOverview, board: drawBoard, vetoes: drawVetoes, movers: drawMovers };

// The legend of the bars, without the parts that no unit of the board has.
function drawKey(slide) {
  if (!slide || slide.kind !== "board") return [];
  return KEYS.filter(([key]) => slide.rows.some((row) => row.bars[key]))
    .map(([key, name]) => make("span", "", "", make("i", key), slide.names[key] || name));
}

function draw() {
  const { slides } = shown;
  const slide = slides[at % Math.max(slides.length, 1)];
  place("title").textContent = slide ? slide.title : "考核大屏";
  place("key").replaceChildren(...drawKey(slide));
  const nothing = shown.program ? "暂无数据。导入每月报表后自动更新。" : "正在读取数据……";
  place("slide").replaceChildren(
    slide ? DRAW[slide.kind](slide) : make("p", "none", nothing));
  place("place").textContent = slides.length ? `${(at % slides.length) + 1} / ${slides.length}` : "";
}

function turn(step) {
  const count = shown.slides.length || 1;
  at = (at + step + count) % count;
  changedAt = performance.now();
  draw();
}

function pause(value) {
  isPaused = value;
  document.body.classList.toggle("paused", isPaused);
  place("pause").textContent = isPaused ? "继续" : "暂停";
  changedAt = performance.now();
}

function take(body, tag) {
  if (shown.program && body.program !== shown.program) {
    location.reload();
    return;
  }
  shown = { slides: body.slides, tag, program: body.program };
  for (const id of ["scheme", "month", "state", "source"]) place(id).textContent = body[id] || "";
  draw();
}

async function follow() {
  const address = new URL("screen/data", location.href);
  for (const name of ["scheme", "month"]) {
    if (asked.get(name)) address.searchParams.set(name, asked.get(name));
  }
  try {
    const answer = await fetch(address, {
      cache: "no-store",
      headers: shown.tag ? { "If-None-Match": shown.tag } : {},
      signal: AbortSignal.timeout(10000),
    });
    if (answer.status === 401) {
      throw new Error("登录已过期，现显示过期前的数据。请在本机重新登录后再打开大屏。");
    }
    if (answer.status !== 304) {
      const body = await answer.json();
      if (body.fault) throw new Error(body.fault);
      take(body, answer.headers.get("ETag"));
    }
    place("trouble").textContent = "";
  } catch (error) {
    const isSentence = error.name === "Error"; // thrown above; fetch throws other kinds
    place("trouble").textContent = isSentence ? error.message : "连接中断，正在重新连接……";
  }
  setTimeout(follow, POLL_MS);
}

document.documentElement.dataset.theme = asked.get("theme") === "light" ? "light" : "dark";
place("pause").addEventListener("click", () => pause(!isPaused));
document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") turn(1);
  if (event.key === "ArrowLeft") turn(-1);
  if (event.key === " " && event.target !== place("pause")) pause(!isPaused);
});
const clock = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "long",
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

function showTime() {
  place("clock").textContent = clock.format(new Date());
}

setInterval(() => {
  showTime();
  if (!isPaused && performance.now() - changedAt >= dwellMs) turn(1);
}, 250);
showTime();
draw();
follow();
