/* At the door: signing out says what still waits in this browser, and wipes it once it has happened. */

import { able, waitingOf, wipe } from "./sealed.js";

const MARK = "callassist:leaving";
const out = document.querySelector("[data-waits]");
const outside = "outside" in document.body.dataset;
const gone = "forget" in document.body.dataset;

async function say() {
  const rows = await waitingOf();
  if (rows.length === 0) return;
  const some = `${rows.length} ${rows.length === 1 ? "answer" : "answers"}`;
  const warning = document.querySelector("#waits-here");
  warning.hidden = false;
  for (const one of warning.querySelectorAll("[data-some]")) one.textContent = some;
  warning.querySelector("a").href = `/interview/${rows.at(-1).interview}`;
  out.hidden = true;
  document.querySelector("[data-sign-out]").textContent = `Sign out and lose ${some}`;
}

if (able && out) {
  localStorage.removeItem(MARK);
  await say();
  out.closest("section").querySelector("form").addEventListener("submit", () => localStorage.setItem(MARK, "1"));
} else if (able && (gone || (outside && localStorage.getItem(MARK)))) {
  await wipe();
  localStorage.removeItem(MARK);
}
