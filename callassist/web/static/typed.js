/* What was typed is not lost when the page locks, the session ends or the browser goes back by mistake:
   forms that say data-keep are kept in this tab until they are sent. An idle page locks itself. */

const body = document.body;
const kept = (form) => `typed:${location.pathname}:${form.dataset.keep}`;
const own = new Set(["csrf_token", "once", "next"]);

function fields(form) {
  return [...form.elements].filter(
    (element) => element.name && !own.has(element.name) && !["password", "file", "hidden", "submit"].includes(element.type),
  );
}

function keep(form) {
  const values = fields(form)
    .filter((element) => !["radio", "checkbox"].includes(element.type) || element.checked)
    .map((element) => [element.name, element.value]);
  sessionStorage.setItem(kept(form), JSON.stringify(values));
}

function restore(form) {
  const stored = sessionStorage.getItem(kept(form));
  if (!stored || document.querySelector(".errors")) return;
  const values = JSON.parse(stored);
  for (const element of fields(form)) {
    const own = values.filter(([name]) => name === element.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(element.type)) {
      if (own.length) element.checked = own.includes(element.value);
    } else if (own.length) [element.value] = own;
  }
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => sessionStorage.removeItem(kept(form)));
}

if ("forget" in body.dataset) sessionStorage.clear();

const minutes = Number(body.dataset.idleMinutes);
if (minutes > 0 && body.dataset.lock && !location.pathname.startsWith("/lock")) {
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
  if (token) {
    const sent = new URLSearchParams({ csrf_token: token, next: here });
    try {
      await fetch(body.dataset.lock, { method: "POST", body: sent, redirect: "manual" });
    } catch {
      return;
    }
  }
  location.replace(`/lock?next=${encodeURIComponent(here)}`);
}
