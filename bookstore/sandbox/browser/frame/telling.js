// What the page is told.

let lastTold = "";
let isStarted = false;
const tellChange = () => {
  if (!isStarted || !(settings.kind in summaries)) return;
  const summary = summarize();
  const written = JSON.stringify(summary);
  if (written === lastTold) return;
  lastTold = written;
  tell("change", summary);
};

const tellHeight = () => {
  const height = Math.ceil(root.getBoundingClientRect().height);
  if (height > 8) tell("height", {}, { height });
};
new ResizeObserver(tellHeight).observe(root);

let hasFocus = false;
document.addEventListener("focusin", () => {
  if (hasFocus) return;
  hasFocus = true;
  tell("focus");
});
const left = () => {
  if (!hasFocus) return;
  hasFocus = false;
  tell("blur");
};
document.addEventListener("focusout", (event) => {
  if (!event.relatedTarget) left();
});
window.addEventListener("blur", left);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell("escape");
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) tell("enter");
});
