/* The rest of the script while the line is gone: as on paper, with boxes; what is chosen waits in this browser. */

import * as line from "./waiting.js";

let sheet = null;
let now = null;
let comeBack = null;
let going = false;
const sections = () => [...sheet.querySelectorAll("[data-item]")].filter((one) => !one.hidden);
const named = (one, kind) => one.querySelectorAll(`input[type=${kind}][name="q${one.dataset.index}"]`);
const field = (one) => one.querySelector("[data-field]");
const options = (one) => [...one.querySelectorAll("[data-option]")];
const words = (place, which) => place?.querySelector(which)?.textContent.trim() ?? "";

/* What stands in one question's boxes, as it is kept. */
export function entryOf(place, item, index, around = place) {
  const chosen = [...around.querySelectorAll(`[name="q${index}"]:checked`)];
  const typed = around.querySelector(`[name="t${index}"]`)?.value ?? "";
  const label = (input) => input.closest("label");
  const answers = chosen.map((one) => words(label(one), "[data-words]") || words(label(one), ".say, .theirs") || label(one).textContent.trim());
  const question = words(place, ".question .ours p, .item .ours span") || words(place, ".theirs[id], .item .theirs, .theirs[lang]");
  return { item, q: chosen.map((one) => one.value), t: typed, said: { question, answer: [...answers, typed].filter(Boolean).join(", ") } };
}

function entry(one) {
  return entryOf(one, one.dataset.item, one.dataset.index);
}

/* Keep what stands in a question's boxes; it is called kept once it is. */
async function keep(one) {
  const made = entry(one);
  if (!made.q.length && !made.t && one.dataset.kind !== "note") return;
  const place = one.querySelector("[data-kept]");
  place.textContent = "";
  await line.keep(made);
  place.textContent = "▲ Kept here";
}

function mark(next, focus = true) {
  now?.classList.remove("now");
  now = next;
  allAsked(false);
  line.edits(now?.dataset.item ?? "");
  if (!now) return;
  now.classList.add("now");
  now.scrollIntoView({ block: "start" });
  if (!focus) return;
  (field(now) ?? now).focus({ preventScroll: true });
}

/* Whether the last question is behind her: nothing else on the sheet would tell her so. */
function allAsked(are) {
  const notice = document.querySelector("#lost [data-all-asked]");
  if (!notice) return;
  notice.hidden = !are;
  if (are) notice.scrollIntoView({ block: "nearest" });
}

function choose(input) {
  if (!input) return;
  if (input.type === "radio") input.focus({ preventScroll: true });
  if (input.type === "checkbox") input.checked = !input.checked;
  else input.checked = true;
  changed(input);
}

function changed(input) {
  const one = input.closest("[data-item]");
  if (input.type === "checkbox") for (const radio of named(one, "radio")) radio.checked = false;
  else for (const box of named(one, "checkbox")) box.checked = false;
  if (input.value.startsWith("missing:") && field(one)) field(one).value = "";
  if (one !== now) mark(one, false);
  keep(one);
}

async function onward() {
  if (going) return;
  const kept = now ? keep(now) : Promise.resolve();
  line.edits("");
  if (line.isLost()) {
    step();
    kept.then(() => line.send());
    return;
  }
  going = true;
  await kept;
  await line.send();
  if (!line.isLost() && line.pending()) await line.send();
  going = false;
  if (!line.isLost() && line.pending() === 0) location.assign(line.goes());
  else step();
}

/* To the next question; after what was asked again, to where it stopped. */
function step() {
  const all = sections();
  const at = all.indexOf(now);
  const asked = now?.hasAttribute("data-again") && !all[at + 1]?.hasAttribute("data-again") && comeBack;
  const after = asked || all[at + 1];
  if (asked) comeBack = null;
  if (after) mark(after);
  else allAsked(true);
}

function back() {
  const all = sections();
  mark(all[Math.max(all.indexOf(now) - 1, 0)]);
}

function upset() {
  document.querySelector("#upset").scrollIntoView();
  document.querySelector("#upset").focus({ preventScroll: true });
}

function move(step) {
  const all = now ? options(now) : [];
  const here = all.findIndex((one) => one === document.activeElement || (one.type === "radio" && one.checked));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  if (!next) return;
  next.focus();
  if (next.type === "radio") choose(next);
}

const does = { b: back, s: upset, enter: onward };

function press(event) {
  if (!document.contains(sheet) || event.defaultPrevented || event.isComposing) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const typing = event.target.matches("textarea, input[type=text]");
  const key = event.key.toLowerCase();
  if (key === "enter") {
    if (event.target.matches("a, button, summary") || (typing && event.shiftKey)) return;
    event.preventDefault();
    onward();
  } else if ((key === "arrowdown" || key === "arrowup") && !typing) {
    event.preventDefault();
    move(key === "arrowdown" ? 1 : -1);
  } else if (event.key.length === 1 && !(typing && !event.target.matches("[data-figures]"))) {
    if (/^[1-9]$/.test(key)) {
      if (typing) return;
      choose(now && options(now)[Number(key) - 1]);
    } else if (document.body.dataset.letters !== "off") {
      const missing = now?.querySelector(`input[data-key="${CSS.escape(key.toUpperCase())}"]`);
      if (missing) choose(missing);
      else if (does[key]) does[key]();
      else return;
    } else return;
    event.preventDefault();
  }
}

function wire(keys) {
  sheet.addEventListener("change", (event) => event.target.matches("[type=radio], [type=checkbox]") && changed(event.target));
  sheet.addEventListener("input", (event) => {
    if (!event.target.matches("[data-field]")) return;
    const one = event.target.closest("[data-item]");
    if (event.target.value) for (const radio of named(one, "radio")) radio.checked = false;
    if (one !== now) mark(one, false);
    keep(one);
  });
  for (const button of keys.querySelectorAll("[data-key]")) {
    button.addEventListener("click", () => does[button.dataset.key.toLowerCase()]());
  }
  document.addEventListener("keydown", press);
  document.addEventListener("answer-saved", ({ detail: { item, told } }) => {
    const one = sheet.querySelector(`[data-item="${CSS.escape(item)}"]`);
    if (one) one.querySelector("[data-kept]").textContent = `✓ Saved ${told.saved}`;
  });
}

/* Show it from an item on: at that item when it still has no answer, else at the next one. */
export async function open(item, answered) {
  if (sheet) return;
  const text = await line.copy();
  if (!text) return line.say("no-copy");
  const holder = document.createElement("template");
  holder.innerHTML = text;
  sheet = holder.content.querySelector("#sheet");
  const keys = holder.content.querySelector(".keys");
  const form = document.querySelector("#answer");
  const kept = form ? [...form.elements].filter((one) => one.checked || one.matches("[data-field]")).map((one) => one.value) : [];
  for (const one of document.querySelectorAll("main > :not(#lost)")) one.remove();
  document.querySelector("body > .keys").replaceWith(keys);
  document.querySelector("main").append(sheet);
  document.title = `No connection: ${document.title}`;
  document.body.classList.add("on-sheet");
  const here = from(item);
  if (here && answered) fillIn(here, kept);
  wire(keys);
  for (const one of document.querySelectorAll("[data-on-sheet]")) one.hidden = false;
  const all = sections();
  mark(here ? all[all.indexOf(here) + (answered ? 1 : 0)] : all[0]);
  return line.send();
}

/* What was asked before this item is put away; the item itself stays, so that Back finds it. */
function from(item) {
  const here = sheet.querySelector(`[data-item="${CSS.escape(item)}"]`);
  if (!here) return null;
  for (const one of sheet.querySelectorAll("[data-piece]")) {
    if (one === here) break;
    one.hidden = true;
  }
  return here;
}

function fillIn(one, values) {
  for (const input of one.querySelectorAll(`[name="q${one.dataset.index}"]`)) input.checked = values.includes(input.value);
  one.querySelector("[data-kept]").textContent = "▲ Kept here";
}

/* After an interruption without a line: whether it is safe is asked again, then it goes on where it stopped. */
document.addEventListener("interrupted", async () => {
  const item = document.querySelector("#answer")?.dataset.item ?? "";
  if (!sheet) await open(item, false);
  if (!sheet) return;
  const again = [...sheet.querySelectorAll("[data-again]")];
  sheet.querySelector("[data-again-words]").hidden = again.length === 0;
  for (const one of again) {
    one.hidden = false;
    for (const input of one.querySelectorAll(":checked")) input.checked = false;
  }
  if (!again.length) return;
  comeBack = again.includes(now) ? comeBack : now;
  mark(again[0]);
});
document.addEventListener("no-way", ({ detail }) => {
  const form = document.querySelector("#answer");
  if (sheet || !form) return detail === "S" && sheet ? upset() : undefined;
  return open(form.dataset.item, false).then(() => detail === "S" && sheet && upset());
});
