/* Keys of the pages: whatever carries data-key is pressed by that key; arrows move in tables.
   Letters are letters while somebody types, and do nothing when they are switched off. */

const body = document.body;
const typing = (element) =>
  element.isContentEditable ||
  element.tagName === "TEXTAREA" ||
  element.tagName === "SELECT" ||
  (element.tagName === "INPUT" && !["radio", "checkbox", "submit", "button"].includes(element.type));

const wanted = (event) => (event.key.length === 1 ? event.key.toLowerCase() : event.key);
const single = (key) => key.length === 1 && key !== "/" && key !== "?";

function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find(
    (element) => element.dataset.key.toLowerCase() === key.toLowerCase() && !element.disabled,
  );
  if (!target) return false;
  if (target.matches("a, button, summary")) target.click();
  else {
    target.scrollIntoView({ block: "nearest" });
    target.focus();
    if (target.type === "radio") target.click();
  }
  return true;
}

function move(step) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => row.querySelector("a, button"));
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const marked = rows.findIndex((row) => row.classList.contains("here"));
  const start = here >= 0 ? here : marked >= 0 ? marked - step : step > 0 ? -1 : rows.length;
  const next = rows[Math.min(Math.max(start + step, 0), rows.length - 1)];
  for (const row of rows) row.classList.toggle("here", row === next);
  next.querySelector("a, button").focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const key = wanted(event);
  if (typing(event.target) && key !== "Escape") return;
  if (single(key) && body.dataset.letters === "off") return;
  const done =
    (key === "ArrowDown" && event.target.type !== "radio" && move(1)) ||
    (key === "ArrowUp" && event.target.type !== "radio" && move(-1)) ||
    (key !== "Enter" && press(key)) ||
    (key === "Enter" && event.target === body && enter());
  if (done) event.preventDefault();
});

function enter() {
  const row = document.querySelector("table[data-rows] tr.here :is(a, button)");
  if (row) row.click();
  return Boolean(row) || press("Enter");
}

document.querySelector("[data-first]")?.focus();
