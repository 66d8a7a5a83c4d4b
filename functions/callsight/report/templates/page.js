"use strict";
// The player follows the transcript and the other way round; keys; the filter of a static overview.

const SKIP = 5; // seconds
const calls = [...document.querySelectorAll("[data-call]")];
let current = null; // the call that keys are for

function player(call) {
  const audio = call.querySelector("audio");
  const turns = [...call.querySelectorAll(".turn")];
  const heads = [...call.querySelectorAll(".head")];
  if (!audio) return;
  const seek = (seconds, play = true) => {
    current = controls;
    const go = () => { audio.currentTime = Math.max(0, seconds); };
    if (audio.readyState > 0) go();
    else { audio.addEventListener("loadedmetadata", go, { once: true }); audio.load(); }
    if (play) audio.play().catch(() => {});
  };
  const step = (by) => {
    const starts = turns.map((turn) => +turn.dataset.start);
    const now = audio.currentTime;
    const next = by > 0 ? starts.findIndex((start) => start > now + 0.01)
      : starts.findLastIndex((start) => start < now - 1);
    if (next >= 0) { seek(starts[next], !audio.paused); mark(starts[next]); follow(turns[next]); }
  };
  const follow = (turn) => {
    const box = turn.getBoundingClientRect();
    const top = call.matches(".page") ? call.querySelector(".player").getBoundingClientRect().bottom : 0;
    if (box.top < top || box.bottom > innerHeight) turn.scrollIntoView({ block: "center" });
  };
  const mark = (now) => {
    for (const turn of turns) {
      const heard = now >= +turn.dataset.start && now < +turn.dataset.end;
      if (heard && !turn.classList.contains("now") && !audio.paused) follow(turn);
      turn.classList.toggle("now", heard);
      if (heard) turn.setAttribute("aria-current", "true"); else turn.removeAttribute("aria-current");
    }
    for (const head of heads) {
      const x = (1000 * now) / +head.parentElement.dataset.seconds;
      head.setAttribute("x1", x);
      head.setAttribute("x2", x);
      head.style.visibility = "visible";
    }
  };
  const controls = { audio, seek, step };
  for (const turn of turns) {
    turn.querySelector("button").addEventListener("click", (event) => {
      if (event.detail) event.currentTarget.blur(); // after a mouse click the space key pauses
      seek(+turn.dataset.start);
    });
  }
  for (const link of call.querySelectorAll("a[data-start]")) {
    link.addEventListener("click", () => seek(+link.dataset.start));
  }
  for (const lane of call.querySelectorAll(".lane.speech")) {
    lane.addEventListener("click", (event) => {
      const box = lane.getBoundingClientRect();
      seek(((event.clientX - box.left) / box.width) * +lane.dataset.seconds);
    });
  }
  call.querySelector(".speed").addEventListener("change", (event) => {
    audio.playbackRate = +event.target.value;
  });
  audio.addEventListener("timeupdate", () => mark(audio.currentTime));
  audio.addEventListener("error", () => {
    call.querySelector(".lost").hidden = false;
    for (const turn of turns) turn.querySelector("button").disabled = true;
  });
  audio.addEventListener("play", () => {
    current = controls;
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
  });
  if (call.dataset.waves) {
    fetch(call.dataset.waves).then((answer) => (answer.ok ? answer.json() : [])).then((waves) => {
      for (const path of call.querySelectorAll(".wave")) {
        path.setAttribute("d", waves[+path.dataset.channel] ?? "");
      }
    }).catch(() => {});
  }
  if (calls.length === 1) {
    current = controls;
    const turn = location.hash && document.getElementById(location.hash.slice(1));
    if (turn && turn.matches(".turn")) seek(+turn.dataset.start, false);
  }
}
calls.forEach(player);

const help = document.querySelector("#help");
document.querySelector("#help-button").addEventListener("click", () => help.showModal());

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const on = event.target.closest("input, select, textarea, audio, button, a, summary, [role=region]");
  if (event.target.closest("input, select, textarea")) return;
  const keys = {
    " ": () => (current.audio.paused ? current.audio.play().catch(() => {}) : current.audio.pause()),
    ArrowLeft: () => current.seek(current.audio.currentTime - SKIP, !current.audio.paused),
    ArrowRight: () => current.seek(current.audio.currentTime + SKIP, !current.audio.paused),
    j: () => current.step(1),
    k: () => current.step(-1),
  };
  if (event.key === "?") help.showModal();
  else if (event.key === "/" && document.querySelector("#search")) document.querySelector("#search").focus();
  else if (!current || !(event.key in keys) || (on && !/^[jk]$/.test(event.key))) return;
  else keys[event.key]();
  event.preventDefault();
});

const table = document.querySelector("#calls");
const form = document.querySelector("form.filter");
const sortable = table && table.tHead.querySelector("button");
const rows = table ? [...table.tBodies[0].rows] : [];

function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  const said = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter((row) => {
    const data = row.dataset;
    const same = ["topic", "outcome", "agent", "mood"].every((name) => !wanted[name] || wanted[name] === data[name]);
    const late = !wanted.since || (data.day && data.day >= wanted.since);
    const early = !wanted.until || (data.day && data.day < wanted.until);
    const text = row.textContent.toLowerCase();
    return same && late && early && said.every((word) => text.includes(word));
  });
  for (const row of rows) row.hidden = true;
  for (const row of shown) row.hidden = false;
  totals(shown);
  const plain = shown.length === rows.length;
  document.querySelector("#shown").textContent = plain ? all : `${shown.length} of ${rows.length} calls`;
  // These charts are about all calls: they are shown only while nothing is filtered.
  for (const card of document.querySelectorAll(".still")) card.hidden = !plain;
}

function totals(shown) {
  const sum = (name) => shown.reduce((total, row) => total + (+row.dataset[name] || 0), 0);
  const judged = shown.filter((row) => row.dataset.sentiment !== "");
  const mean = judged.reduce((total, row) => total + +row.dataset.sentiment, 0) / judged.length;
  const put = (name, text) => { document.querySelector(`[data-total=${name}]`).textContent = text; };
  const seconds = sum("seconds");
  put("calls", shown.length.toLocaleString("en"));
  put("seconds", seconds < 90 ? `${seconds.toFixed(0)} s` : seconds < 5400 ? `${(seconds / 60).toFixed(1)} min`
    : `${(seconds / 3600).toFixed(1)} h`);
  put("sentiment", judged.length ? (mean < 0 ? "−" : "+") + Math.abs(mean).toFixed(2) : "–");
  put("findings", sum("findings").toLocaleString("en"));
  for (const chart of document.querySelectorAll("[data-facet]")) {
    const bars = [...chart.querySelectorAll("rect")];
    const counts = bars.map((bar) => shown.filter((row) => row.dataset[chart.dataset.facet] === bar.dataset.value).length);
    const most = Math.max(1, ...counts);
    const figures = chart.querySelectorAll(".figure");
    bars.forEach((bar, index) => {
      bar.setAttribute("width", (100 * counts[index]) / most);
      figures[index].textContent = counts[index].toLocaleString("en");
    });
  }
}

const all = document.querySelector("#shown")?.textContent;
if (sortable && form) {
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("reset", () => setTimeout(filter));
}
if (sortable) {
  table.tHead.querySelectorAll("th").forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => {
      const down = header.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
      const order = (a, b) => key(a).localeCompare(key(b), "en", { numeric: true });
      rows.sort((a, b) => (down ? -1 : 1) * order(a, b));
      table.tBodies[0].append(...rows);
    });
  });
}

// A link to a turn or a call opens the call it is in; on paper every call is open.
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const call = target && target.closest("details.call");
  if (call && !call.open) { call.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", reveal);
reveal();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details.call:not([open])")];
  for (const call of closed) call.open = true;
});
addEventListener("afterprint", () => { for (const call of closed) call.open = false; });
