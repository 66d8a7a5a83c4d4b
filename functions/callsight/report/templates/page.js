"use strict";
// A click on a turn plays it; the turn that is heard is marked; the table sorts and filters.
for (const call of document.querySelectorAll("details.call")) {
  const audio = call.querySelector("audio");
  const turns = [...call.querySelectorAll(".turn")];
  const heads = [...call.querySelectorAll(".head")];
  if (!audio) continue;
  const seek = (seconds) => {
    const go = () => { audio.currentTime = seconds; };
    if (audio.readyState > 0) go();
    else { audio.addEventListener("loadedmetadata", go, { once: true }); audio.load(); }
    audio.play().catch(() => {});
  };
  for (const turn of turns) {
    turn.querySelector("button").addEventListener("click", () => seek(+turn.dataset.start));
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
  audio.addEventListener("timeupdate", () => {
    const now = audio.currentTime;
    for (const turn of turns) {
      turn.classList.toggle("now", now >= +turn.dataset.start && now < +turn.dataset.end);
    }
    for (const head of heads) {
      head.style.display = "block";
      head.style.left = (100 * now) / +head.parentElement.dataset.seconds + "%";
    }
  });
  audio.addEventListener("error", () => {
    call.querySelector(".lost").hidden = false;
    for (const turn of turns) turn.querySelector("button").disabled = true;
  });
  audio.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
  });
}

const table = document.querySelector("#calls");
if (table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const count = document.querySelector("#shown");
  document.querySelector("#filter").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = `${shown} of ${rows.length} calls`;
  });
  table.tHead.querySelectorAll("th").forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => {
      const down = header.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
      const order = (a, b) => key(a).localeCompare(key(b), "en", { numeric: true });
      rows.sort((a, b) => (down ? -1 : 1) * order(a, b));
      body.append(...rows);
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
