"use strict";
// The transcript follows the sound; a click on a turn, an evidence or the timeline jumps there.
const audio = document.querySelector("audio");
const turns = [...document.querySelectorAll(".turn")];
const heads = [...document.querySelectorAll(".head")];
const timeline = document.querySelector(".timeline");
const length = +timeline.dataset.seconds;
const transcript = document.querySelector(".transcript");
let spoken = null;
const mark = (now) => {
  const found = turns.filter((turn) => now >= +turn.dataset.start && now < +turn.dataset.end).pop();
  for (const turn of turns) turn.classList.toggle("now", turn === found);
  if (found && found !== spoken) {
    const top = found.offsetTop - transcript.offsetTop;
    transcript.scrollTo({ top: top - transcript.clientHeight / 3, behavior: "smooth" });
  }
  spoken = found || spoken;
  for (const head of heads) {
    head.style.display = "block";
    head.style.left = (100 * now) / length + "%";
  }
};
const jump = (seconds) => {
  mark(seconds + 0.001);
  if (!audio) return;
  audio.currentTime = seconds;
  audio.play().catch(() => {});
};
for (const item of document.querySelectorAll("[data-start]")) {
  item.addEventListener("click", () => jump(+item.dataset.start));
}
timeline.addEventListener("click", (event) => {
  const lane = timeline.querySelector(".lane");
  if (!lane) return;
  const box = lane.getBoundingClientRect();
  jump(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * length);
});
if (audio) audio.addEventListener("timeupdate", () => mark(audio.currentTime));
document.addEventListener("keydown", (event) => {
  if (!audio || event.target.closest("button, audio, input")) return;
  if (event.key === " ") { event.preventDefault(); if (audio.paused) audio.play(); else audio.pause(); }
  if (event.key === "ArrowLeft") audio.currentTime -= 5;
  if (event.key === "ArrowRight") audio.currentTime += 5;
});
