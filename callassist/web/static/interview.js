/* The interview by keyboard alone: a figure chooses, Enter saves, a set saves line by line.
   Nothing is called saved before the server has said so; while the line is cut, answers are kept in this browser. */

import "./escape.js";
import { entryOf, open as openSheet } from "./copy.js";
import * as connection from "./waiting.js";

const form = document.querySelector("#answer");
const kind = form.dataset.kind;
const lettersOff = document.body.dataset.letters === "off";
const lines = [...form.querySelectorAll("[data-line]")];
const draft = `interview:${form.getAttribute("action")}`;
let sending = false;
let line = Math.max(0, lines.findIndex((one) => one.classList.contains("now")));
let sent = 0;
let queue = Promise.resolve(); // the lines of a set that are on their way, one behind the other

const field = () => form.querySelector("[data-field]");
const options = () => [...(kind === "set" ? lines[line] : form).querySelectorAll("[data-option]")].filter(ofPart);

/* On a page of several questions the keys mean the one that has the cursor, else the first without an answer. */
function part() {
  const named = document.activeElement?.name?.match(/^[qt](\d+)$/);
  if (named) return named[1];
  const all = [...form.querySelectorAll("[data-index]")].map((one) => one.dataset.index);
  const open = (n) => !form.querySelector(`[name=q${n}]:checked`) && !form.querySelector(`[name=t${n}]`)?.value;
  return all.find(open) ?? all[0];
}

const ofPart = (one) => kind !== "several" || one.name === "put" || one.name === `q${part()}`;

function choose(input) {
  if (!input) return;
  if (input.type === "checkbox") {
    input.checked = !input.checked;
    for (const radio of form.querySelectorAll(`input[type=radio][name="${input.name}"]`)) radio.checked = false;
  } else {
    input.checked = true;
    for (const box of form.querySelectorAll(`input[type=checkbox][name="${input.name}"]`)) box.checked = false;
  }
  if (input.value.startsWith("missing:") && field()) field().value = "";
  input.closest("label")?.scrollIntoView({ block: "nearest" });
  remember();
}

/* What is chosen but not saved survives a reload and the neutral page, in this tab only. */
function remember() {
  const values = [...form.elements]
    .filter((one) => /^[qt]\d/.test(one.name) && (one.matches("[data-field]") || one.checked))
    .map((one) => [one.name, one.value]);
  sessionStorage.setItem(draft, JSON.stringify(values));
}

function recall() {
  const kept = sessionStorage.getItem(draft);
  if (!kept || kind === "set" || document.querySelector(".errors")) return;
  const values = JSON.parse(kept);
  for (const input of form.elements) {
    if (!/^[qt]\d/.test(input.name)) continue;
    const own = values.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.matches("[data-field]")) input.value = own[0] ?? input.value;
    else input.checked = own.includes(input.value);
  }
}

function mark(next) {
  lines[line].classList.remove("now");
  lines[line].classList.add(lines[line].querySelector("[data-saved]").hidden ? "later" : "before");
  line = Math.min(Math.max(next, 0), lines.length - 1);
  lines[line].classList.remove("later", "before");
  lines[line].classList.add("now");
  lines[line].scrollIntoView({ block: "nearest" });
  document.querySelector("[data-line-number]").textContent = line + 1;
  const missing = document.querySelector("[data-missing]");
  missing.querySelector("[data-about]").textContent = lines[line].dataset.about;
  for (const radio of missing.querySelectorAll("input")) {
    radio.checked = false;
    radio.name = `q${line}`;
  }
}

function note(answer, at, words) {
  form.elements.expected.value = answer.sequence ?? form.elements.expected.value;
  connection.count(form.elements.expected.value);
  if (!answer.saved) return;
  const place = lines[at].querySelector("[data-saved]");
  place.hidden = false;
  place.querySelector("[data-saved-at]").textContent = answer.saved;
  place.querySelector("[data-saved-words]").textContent = words ? `${words}, saved` : "Saved";
  const saved = document.querySelector("#saved time");
  if (saved) {
    saved.textContent = answer.saved;
    saved.dateTime = answer.at;
  }
}

/* The answers on this page, as they are kept while the line is gone. */
function entries() {
  const asked = [...form.querySelectorAll(kind === "set" ? "[data-line].now" : "[data-item][data-index]")];
  return asked.map((one) => entryOf(one, one.dataset.item, one.dataset.index ?? one.dataset.line, form));
}

const given = (entry) => entry.q.length > 0 || entry.t !== "" || kind === "note";

/* No line: keep what was answered, and go on with the copy of the script. */
async function cut() {
  const all = kind === "set" ? [] : entries();
  const mark = form.elements.event.value;
  for (const [n, one] of all.entries()) if (given(one)) await connection.keep(one, all.length === 1 ? mark : `${mark}.${n}`);
  sessionStorage.removeItem(draft);
  connection.lost();
  const last = kind === "set" ? lines.at(-1).dataset.item : (all.find((one) => !given(one)) ?? all.at(-1)).item;
  await openSheet(last, all.every(given));
}

async function post(body) {
  const answer = await connection.ask(form.getAttribute("action"), body);
  return answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json") ? answer.json() : null;
}

async function save() {
  if (sending) return;
  sending = true;
  document.body.classList.add("sending");
  await queue;
  try {
    if (connection.pending()) throw new TypeError("what waits goes first");
    const answer = await post(new URLSearchParams(new FormData(form)));
    sessionStorage.removeItem(draft);
    if (answer) location.assign(answer.go);
    else form.submit();
  } catch {
    sending = false;
    document.body.classList.remove("sending");
    if (connection.able) await cut();
    else connection.lost();
  }
}

function saveLine(input) {
  const at = line;
  const words = input.value.startsWith("missing:") ? input.closest("label").textContent.trim().slice(2).trim() : "";
  if (words) for (const one of lines[at].querySelectorAll("input")) one.checked = false;
  const value = input.value;
  const kept = { item: lines[at].dataset.item, q: [value], t: "", said: { question: lines[at].dataset.about, answer: words || input.closest("label").textContent.trim() } };
  if (at < lines.length - 1) mark(at + 1);
  queue = queue.then(() => sendLine(at, value, words, kept));
}

async function sendLine(at, value, words, kept) {
  sent += 1;
  const event = `${form.elements.event.value}.${sent}`;
  const body = new URLSearchParams({
    csrf_token: form.elements.csrf_token.value,
    expected: form.elements.expected.value,
    event,
    only: at,
  });
  body.append(`q${at}`, value);
  try {
    if (connection.pending()) throw new TypeError("what waits goes first");
    const answer = await post(body);
    if (!answer || !answer.stay) {
      if (answer) location.assign(answer.go);
      else location.reload();
      return;
    }
    note(answer, at, words);
  } catch {
    if (!connection.able) return mark(at) ?? connection.lost();
    await connection.keep(kept, event);
    await connection.send();
  }
}

document.addEventListener("answer-saved", ({ detail: { item, told } }) => {
  const at = lines.findIndex((one) => one.dataset.item === item);
  if (at >= 0 && document.contains(form)) note({ ...told, at: new Date().toISOString() }, at, "");
});

function pick(input) {
  choose(input);
  if (kind === "set" && input.name !== "put") {
    if (!input.value.startsWith("missing:")) input.checked = true;
    saveLine(input);
  }
  if (kind === "several" && input.name !== "put") {
    if (input.type === "checkbox") input.focus();
    else toPart();
  }
}

/* On to the question that is next on the page: into its field, if it has one. */
function toPart() {
  document.activeElement?.blur();
  const next = form.querySelector(`[name=t${part()}]`);
  next?.focus();
  next?.select?.();
}

function move(step) {
  if (kind === "set") return mark(line + step);
  const all = options();
  const here = all.findIndex((one) => one === document.activeElement || (one.type === "radio" && one.checked));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  if (!next) return undefined;
  next.focus();
  if (next.type === "radio") choose(next);
  return undefined;
}

function letter(key) {
  const radio = [...form.querySelectorAll("input[data-key]")].find((one) => one.dataset.key.toLowerCase() === key && ofPart(one));
  if (radio) return pick(radio) ?? true;
  const button = [...document.querySelectorAll("a[data-key], button[data-key]")].find(
    (one) => one.dataset.key.toLowerCase() === key,
  );
  button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target;
  if (!document.contains(form)) return;
  const words = target.matches("textarea, input[data-letters]");
  const figures = target.matches("[data-figures]");
  if (event.key === "Enter") {
    if (target.matches("a, button, summary") || (words && event.shiftKey)) return;
    event.preventDefault();
    save();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (words && !target.matches("[data-letters]")) return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key.length === 1 && !words) {
    if (/^[1-9]$/.test(event.key)) {
      if (figures) return;
      const input = options()[Number(event.key) - 1];
      if (!input) return;
      event.preventDefault();
      pick(input);
    } else if ((event.key === "?" || !lettersOff) && /[a-z?]/i.test(event.key) && letter(event.key.toLowerCase())) {
      event.preventDefault();
    }
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
form.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("[type=radio], [type=checkbox]")) return;
  const set = input.closest("[data-line]");
  if (kind === "set" && input.name !== "put") {
    if (set) mark(Number(set.dataset.line));
    saveLine(input);
    return;
  }
  if (input.checked) {
    const other = input.type === "checkbox" ? "radio" : "checkbox";
    for (const one of form.querySelectorAll(`input[type=${other}][name="${input.name}"]`)) one.checked = false;
  }
  remember();
});
form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-field]")) return;
  const name = event.target.name.replace("t", "q");
  if (event.target.value) for (const one of form.querySelectorAll(`input[type=radio][name="${name}"]`)) one.checked = false;
  remember();
});
document.querySelector("button[form=answer]")?.addEventListener("click", (event) => {
  event.preventDefault();
  save();
});

/* More answers than figures: type the first letters. */
function firstLetters() {
  if (kind === "set" || options().length <= 9) return;
  const box = document.createElement("input");
  Object.assign(box, { type: "text", className: "first-letters", autocomplete: "off" });
  box.dataset.letters = "";
  box.setAttribute("aria-label", document.querySelector("#first-letters-hint").textContent);
  box.placeholder = document.querySelector("#first-letters-hint").textContent;
  box.addEventListener("input", () => {
    const typed = box.value.trim().toLowerCase();
    const found = options().find((one) => {
      const row = one.closest("label");
      return typed && [...row.querySelectorAll("[data-words], .theirs")].some((w) => w.textContent.trim().toLowerCase().startsWith(typed));
    });
    if (found && !found.checked) choose(found);
  });
  form.querySelector(".spine").before(box);
  box.focus();
}

recall();
firstLetters();
if (kind === "several") toPart();
else {
  field()?.focus();
  field()?.select?.();
}
