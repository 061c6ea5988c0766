/* Esc opens the neutral page at once, from anywhere, with or without a connection; clocks tick. */

const form = document.querySelector("#neutral-form");
const waiting = document.querySelector("#neutral-page");
const loaded = Date.now();
let before = null;

function two(number) {
  return String(number).padStart(2, "0");
}

export function tick() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    const at = Number(clock.dataset.loaded) || loaded;
    const before = Date.parse(clock.dataset.now) - Date.parse(clock.dataset.since);
    const seconds = Math.max(0, Math.floor((before + Date.now() - at) / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = two(Math.floor(seconds / 60) % 60);
    clock.textContent = `${hours ? `${hours}:` : ""}${minutes}:${two(seconds % 60)}`;
  }
}

function neutral() {
  if (!form) return;
  const body = new URLSearchParams(new FormData(form));
  if (!waiting) {
    document.body.hidden = true;
    document.title = "One moment";
    form.submit();
    return;
  }
  const paused = fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
  before = { nodes: [...document.body.childNodes], name: document.body.className, title: document.title, at: location.href };
  const page = waiting.content.cloneNode(true);
  for (const clock of page.querySelectorAll("[data-since]")) {
    clock.dataset.loaded = Date.now();
    clock.dataset.since = clock.dataset.now;
  }
  document.title = "One moment";
  history.replaceState(null, "", waiting.dataset.address);
  document.body.className = "neutral";
  document.body.removeAttribute("data-kind");
  document.body.replaceChildren(page);
  document.querySelector("main").setAttribute("tabindex", "-1");
  document.querySelector("main form").addEventListener("submit", (event) => {
    event.preventDefault();
    paused.then(() => goOn(event.target));
  });
  scrollTo(0, 0);
  if (!keysThere) document.addEventListener("keydown", press);
}

/* On again: with a line the server asks once more whether it is safe; without one the page itself does. */
async function goOn(sent) {
  try {
    const body = new URLSearchParams(new FormData(sent));
    const answer = await fetch(sent.action, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(8_000) });
    if (answer.type === "opaqueredirect") location.assign(waiting.dataset.back);
    else sent.submit();
  } catch {
    comeBack();
  }
}

function comeBack() {
  if (!before) return;
  document.body.replaceChildren(...before.nodes);
  document.body.className = before.name;
  document.title = before.title;
  history.replaceState(null, "", before.at);
  document.removeEventListener("keydown", press);
  before = null;
  document.dispatchEvent(new Event("interrupted"));
}

document.addEventListener("no-way", comeBack);
let keysThere = Boolean(document.querySelector('script[src*="keys.js"]'));

function press(event) {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === key);
  if (target && (key !== "enter" || !event.target.matches("a, button"))) {
    event.preventDefault();
    target.click();
  }
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    neutral();
  },
  { capture: true },
);
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.key.length !== 1) return;
    if (event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
    const radio = document.querySelector(`input[type=radio][data-key="${CSS.escape(event.key)}"]`);
    if (!radio || document.querySelector("#answer")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    radio.focus();
    radio.click();
  },
  { capture: true },
);
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  neutral();
});
for (const ticks of document.querySelectorAll("form[data-ticks]")) {
  ticks.addEventListener("change", () => ticks.submit());
}
tick();
setInterval(tick, 1000);
