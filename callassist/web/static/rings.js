/* Somebody rings our line and is hers to take: her page asks every few seconds, less often while it is hidden,
   and at once when she comes back to it. It says so in its own place, and the line goes when the ringing is over. */

const place = document.querySelector("[data-rings]");
const OFTEN = 4_000;
const HIDDEN = 15_000;
const LONGEST = 60_000;
let failed = 0;
let timer = 0;
let shown = place.querySelector("p strong")?.textContent ?? "";

function show(words) {
  if (words === shown) return;
  shown = words;
  place.querySelector(":scope > p")?.remove();
  if (!words) return;
  const made = place.querySelector("template").content.cloneNode(true);
  made.querySelector("strong").textContent = words;
  place.append(made);
}

async function ask() {
  clearTimeout(timer);
  try {
    const answer = await fetch(place.dataset.rings, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.status === 423 || answer.type === "opaqueredirect") return; // locked, or signed out
    show((await answer.json()).words);
    failed = 0;
  } catch {
    failed += 1;
  }
  const wait = document.visibilityState === "visible" ? OFTEN : HIDDEN;
  timer = setTimeout(ask, Math.min(wait * 2 ** failed, LONGEST));
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
timer = setTimeout(ask, OFTEN);
