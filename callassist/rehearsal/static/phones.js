/* Pages of phones: H, M and W press the clock's buttons, and a page follows what happens without being asked. */
const dial = document.querySelector("#dial");
const time = document.querySelector("#time");
const news = document.querySelector("#news");
const fields = [...document.querySelectorAll(".reply input[type=text]")];
const begun = new Map(fields.map((field) => [field, field.value]));

const typing = (element) => element.matches("input, textarea, select");
const typedSomething = () => fields.some((field) => field.value !== begun.get(field));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

function showAnew() {
  sessionStorage.setItem("focus", document.activeElement?.id ?? "");
  location.reload();
}

function follow(clock) {
  if (time) {
    time.textContent = clock.said;
    time.dateTime = clock.now;
  }
  const changed = String(clock.heard) !== dial.dataset.heard || (dial.dataset.moving === "yes") !== clock.moving;
  if (!changed) return;
  if (clock.moving && dial.dataset.moving === "yes") return;
  if (typedSomething()) news.hidden = false;
  else showAnew();
}

async function look() {
  try {
    const answer = await fetch("/rehearsal/clock", { headers: { Accept: "application/json" } });
    if (answer.ok) follow(await answer.json());
  } catch {
    /* The network is gone or restarting; the next look will tell. */
  }
  setTimeout(look, dial.dataset.moving === "yes" ? 400 : 1000);
}

const timers = [...document.querySelectorAll("[data-seconds]")].map((shown) => ({ shown, from: Number(shown.dataset.seconds) }));
const opened = Date.now();
const pad = (number) => String(number).padStart(2, "0");
if (timers.length)
  setInterval(() => {
    for (const { shown, from } of timers) {
      const seconds = from + Math.floor((Date.now() - opened) / 1000);
      shown.textContent = `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
    }
  }, 1000);
for (const log of document.querySelectorAll('[role="log"]')) log.scrollTop = log.scrollHeight;
const rings = document.querySelector("#rings");
if (rings) rings.textContent = rings.dataset.says;
document.getElementById(sessionStorage.getItem("focus") || " ")?.focus();
sessionStorage.removeItem("focus");
setTimeout(look, 400);
