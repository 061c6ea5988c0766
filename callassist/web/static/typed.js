/* What was typed is not lost when the page locks, the session ends, the line breaks or a fault of ours comes up:
   forms that say data-keep are kept in this tab until the server says that they were saved. An idle page locks
   itself. A form that was sent and not confirmed keeps its mark, so that sending it again saves it once. */

const body = document.body;
const mark = "typed:";
// By where a form goes, not by where it stands: a page of what is to be mended has an address of its own.
const kept = (form) => `${mark}${form.getAttribute("action") ?? location.pathname}:${form.dataset.keep}`;
const own = new Set(["csrf_token", "once", "next"]);
const unkept = ["password", "file", "hidden", "submit", "button"];
const inside = Boolean(body.dataset.lock) && !("locked" in body.dataset);
const saved = (document.querySelector("meta[name=kept]")?.content ?? "").split(" ");

const fields = (form) =>
  [...form.elements].filter((field) => field.name && !own.has(field.name) && !unkept.includes(field.type));
const ticked = (field) => field.type === "radio" || field.type === "checkbox";
const stored = () => Object.keys(sessionStorage).filter((key) => key.startsWith(mark));

function keep(form, sent = false) {
  const values = fields(form)
    .filter((field) => !ticked(field) || field.checked)
    .map((field) => [field.name, field.value]);
  sessionStorage.setItem(kept(form), JSON.stringify({ sent, once: form.elements.once?.value, values }));
}

function restore(form) {
  const text = sessionStorage.getItem(kept(form));
  if (!text || document.querySelector(".errors")) return;
  const { values, sent, once } = JSON.parse(text);
  if (sent && once && form.elements.once) form.elements.once.value = once;
  for (const field of fields(form)) {
    const typed = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (ticked(field)) field.checked = typed.includes(field.value);
    else if (typed.length) [field.value] = typed;
  }
}

for (const key of stored()) if (saved.includes(JSON.parse(sessionStorage.getItem(key)).once)) sessionStorage.removeItem(key);
for (const form of document.querySelectorAll("form[data-keep]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => keep(form, true));
}
if ("forget" in body.dataset) sessionStorage.clear();

const minutes = Number(body.dataset.idleMinutes);
if (inside && minutes > 0) {
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(kind, () => (touched = Date.now()), { passive: true });
  }
  setInterval(() => {
    if (Date.now() - touched > minutes * 60_000) lock();
  }, 5_000);
}

async function lock() {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const here = location.pathname + location.search;
  try {
    const sent = new URLSearchParams({ csrf_token: token, next: here });
    await fetch(body.dataset.lock, { method: "POST", body: sent, redirect: "manual" });
  } catch {
    document.dispatchEvent(new Event("idle-without-line"));
    return;
  }
  location.replace(`/lock?next=${encodeURIComponent(here)}`);
}
