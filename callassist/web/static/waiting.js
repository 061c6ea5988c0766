/* While the line is gone answers wait here, sealed; when it is back each is sent once, in the order it was given,
   under its own mark, so that one whose receipt was lost is not kept twice. Nothing is dropped without a word. */

import * as sealed from "./sealed.js";

const given = document.querySelector("#sealing");
const { interview, sitting, version, address, sequence: known, now } = given?.dataset ?? {};
export const able = Boolean(given?.value) && sealed.able;
const csrf = document.querySelector("meta[name=csrf-token]")?.content ?? "";
const AGAIN = 4_000;
const PATIENCE = 8_000;
const keys = new Map();
const begun = able ? sealed.key(given.value).then((one) => keys.set(sitting, one)) : Promise.resolve();
given?.remove();
let rows = [];
let sequence = Number(known);
let since = "";
let editing = "";
let running = null;
let timer = 0;
let onward = "";

/* The trial's own time, as its server said it when the page was made. */
const loaded = Date.now();
function clock() {
  const [hours, minutes, seconds] = (now ?? "0:0:0").split(":").map(Number);
  const at = hours * 3600 + minutes * 60 + seconds + Math.round((Date.now() - loaded) / 1000);
  return [at / 3600 % 24, at / 60 % 60, at % 60].map((one) => String(Math.floor(one)).padStart(2, "0")).join(":");
}
const some = (count) => `${count} ${count === 1 ? "answer" : "answers"}`;
const unfit = () => rows.filter((row) => row.entry.why);
export const isLost = () => Boolean(since);
export const goes = () => onward || address;
export const pending = () => rows.filter((row) => !row.entry.why).length;
export const say = (state) => show({ stop: { stop: state } });
export const count = (value) => (sequence = Number(value));
export const edits = (item) => (editing = item);

let writing = Promise.resolve();
function write(work) {
  writing = writing.then(work, work);
  return writing;
}

async function keyOf(of) {
  if (of === sitting) await begun;
  if (!keys.has(of)) {
    const answer = await fetch(`${address}/sealed/${of}`, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) return null;
    keys.set(of, await sealed.key((await answer.json()).key));
  }
  return keys.get(of);
}

async function load() {
  const found = [];
  for (const row of await sealed.waitingOf(interview)) {
    const under = await keyOf(row.sitting).catch(() => null);
    const before = rows.find((one) => one.n === row.n);
    if (before) found.push(before);
    else if (under) found.push({ ...row, tried: true, entry: await sealed.entryOf(under, row) });
  }
  rows = found;
}

/* What stands to be kept next of each item: only its latest words are written, however fast somebody types. */
const coming = new Map();

/* Keep an answer: { item, q, t, said }. One that was not sent yet is changed in its place. Settles once it is kept. */
export function keep(entry, mark = "") {
  const latest = mark ? undefined : coming.get(entry.item);
  if (latest) {
    latest.entry = entry;
    return latest.kept;
  }
  const one = { entry };
  if (!mark) coming.set(entry.item, one);
  one.kept = write(() => {
    if (!mark) coming.delete(entry.item);
    return put(one.entry, mark);
  });
  return one.kept;
}

async function put(entry, mark) {
  const known_ = rows.findLast((one) => one.entry.item === entry.item && !one.tried && !one.entry.why && !mark);
  const row = known_ ?? { interview, sitting, mark: mark || crypto.randomUUID(), tried: Boolean(mark) };
  row.entry = { ...entry, expected: row.entry?.expected ?? sequence, at: Date.now() };
  row.n = await sealed.keep(await keyOf(row.sitting), row, row.entry);
  if (!known_) rows.push(row);
  show();
}

async function drop(row) {
  await write(() => sealed.remove(row.n));
  rows = rows.filter((one) => one !== row);
}

/* Ask the server; a request that was begun is sent to its end though the page is left meanwhile. */
export async function ask(path, body) {
  const options = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: true };
  const answer = await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  if ([502, 503, 504].includes(answer.status)) throw new TypeError("the line is gone behind the next station");
  return answer;
}

async function offer(row) {
  const { item, q, t, expected, at } = row.entry;
  const body = new URLSearchParams({ csrf_token: csrf, mark: row.mark, expected, waited: Math.max(1, Math.round((Date.now() - at) / 1000)) });
  for (const value of q) body.append("q0", value);
  if (t) body.append("t0", t);
  row.tried = true;
  const answer = await ask(`${address}/waited/${item}`, body);
  if (answer.type === "opaqueredirect") return { stop: "signed-out" };
  if (answer.status === 423) return { stop: "locked" };
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!told) return { stop: "refused" };
  if (answer.status === 422) return { why: told.words };
  if (answer.ok) return told;
  return { stop: told.again ? "again" : "wait", words: told.words, stopped: Boolean(told.stopped) };
}

async function saved(row, told) {
  since = "";
  sequence = told.sequence;
  await drop(row);
  for (const other of rows.filter((one) => one.entry.item === row.entry.item)) other.entry.expected = sequence;
  if (told.urgent || !onward) onward = told.go;
  document.dispatchEvent(new CustomEvent("answer-saved", { detail: { item: row.entry.item, told } }));
}

/* The first that waits, once all that was kept so far is written; from now on it is not changed any more. */
async function nextOne() {
  const row = rows.find((one) => !one.entry.why);
  if (!row || row.entry.item === editing) return null;
  row.tried = true;
  return row;
}

/* Send what waits, the first first. Returns how many were saved and what stopped it, if anything did. */
async function pass() {
  const fresh = [];
  let count_ = 0;
  let stop = null;
  let at = "";
  const take = async (row) => {
    const told = await offer(row);
    if (told.stop) stop = told;
    else if (told.why) {
      since = "";
      row.entry.why = told.why;
      await write(async () => sealed.keep(await keyOf(row.sitting), row, row.entry));
      fresh.push(row);
    } else {
      await saved(row, told);
      at = told.saved;
      count_ += 1;
    }
  };
  for (;;) {
    const row = await write(nextOne);
    if (!row) break;
    await take(row);
    if (stop) break;
  }
  if (count_ && !stop) for (const row of fresh.splice(0)) if (!stop) await take(row);
  return { count: count_, stop, at };
}

export function send(reason = "") {
  running ??= sendAll(reason).finally(() => (running = null));
  return running;
}

async function sendAll(reason) {
  clearTimeout(timer);
  let told = { count: 0, stop: null };
  try {
    await write(load);
    const open = rows.some((row) => !row.entry.why);
    if (since && !open && !(await alive())) throw new TypeError("still gone");
    if (open) told = await navigator.locks.request("callassist-send", pass);
    const was = since;
    since = "";
    show(told, was);
  } catch {
    lost();
  } finally {
    if (since || (told.stop && ["again", "refused"].includes(told.stop.stop))) timer = setTimeout(() => send(), AGAIN);
  }
  if (told.count && reason === "loaded" && !since && document.querySelector("#answer")) location.replace(onward);
}

export async function alive() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE / 2) })).ok;
  } catch {
    return false;
  }
}

export function lost() {
  since ||= clock();
  show();
  clearTimeout(timer);
  timer = setTimeout(() => send(), AGAIN);
}

function banner() {
  const there = document.querySelector("#lost");
  if (there) return there;
  const main = document.querySelector("main");
  const words = document.querySelector("#line-words");
  if (!main || !words) return null;
  main.prepend(words.content.cloneNode(true));
  return document.querySelector("#lost");
}

const sign = (mood, mark, words) =>
  `<span class="state ${mood}"><span class="sign" aria-hidden="true">${mark}</span>${words}</span>`;

/* What the page says of the line: lost, back, locked, signed out, waiting; and what did not fit. */
function show(told = {}, was = "") {
  const waiting = pending();
  const saved_ = document.querySelector("#saved");
  const line = document.querySelector("#connected");
  if (line) line.innerHTML = since ? sign("wait", "✕", "No connection") : sign("", "●", "Connected");
  const leaving = document.querySelector("#still-waits");
  if (leaving) leaving.hidden = rows.length === 0;
  if (leaving) fill(leaving, "kept", some(rows.length));
  if (saved_ && waiting) saved_.innerHTML = sign("wait", "▲", `${some(waiting)} kept here`);
  else if (saved_ && told.at) saved_.innerHTML = sign("good", "✓", `Saved ${told.at}`);
  const state = told.stop?.stop ?? (since ? (able ? "lost" : "bare") : told.count || was ? "back" : "");
  const quiet = !state && rows.length === 0;
  const notice = quiet ? document.querySelector("#lost") : banner();
  if (!notice) return;
  for (const one of notice.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(state);
  fill(notice, "since", since);
  fill(notice, "kept", some(waiting));
  fill(notice, "words", told.stop?.words ?? "");
  fill(notice, "saved", told.count ? `${some(told.count)} that waited here ${told.count === 1 ? "was" : "were"} saved at ${told.at}.` : "");
  notice.className = `notice ${state === "back" && unfit().length === 0 ? "" : "wait"}`;
  list(notice.querySelector("[data-unfit]"), told.stop?.stopped ? told.stop.words : "");
  notice.hidden = quiet;
}

function fill(notice, name, words) {
  for (const place of notice.querySelectorAll(`[data-say=${name}]`)) place.textContent = words;
}

/* The answers that were not kept, in words: each is looked at, and removed by hand. */
function list(place, stopped) {
  const shown = rows.filter((row) => row.entry.why || stopped);
  const line = place.querySelector("template");
  const made = shown.map((row) => {
    const one = line.content.cloneNode(true);
    one.querySelector("[data-question]").textContent = row.entry.said.question;
    one.querySelector("[data-answer]").textContent = row.entry.said.answer;
    one.querySelector("[data-why]").textContent = row.entry.why || stopped;
    one.querySelector("a").href = `${address}/at/${row.entry.item}`;
    one.querySelector("button").addEventListener("click", () => drop(row).then(() => show()));
    return one;
  });
  place.querySelector("ul").replaceChildren(...made);
  place.hidden = shown.length === 0;
}

/* The copy of the script, fetched once at the start of a sitting and once more when the opening is done. */
async function fetchCopy() {
  const there = await sealed.copyOf(interview);
  if (there && there.sitting === sitting && there.version === version) return;
  const answer = await fetch(`${address}/copy`, { redirect: "manual" });
  if (answer.ok) await sealed.keepCopy(await keyOf(sitting), interview, sitting, version, await answer.text());
}

export async function copy() {
  const there = await sealed.copyOf(interview);
  return there && there.sitting === sitting ? sealed.copyText(await keyOf(sitting), there) : "";
}

/* A link is followed only while there is a line; without one the page stays and says so. */
async function follow(event) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  if (await alive()) location.assign(link.href);
  else {
    lost();
    document.dispatchEvent(new CustomEvent("no-way", { detail: link.dataset.key ?? "" }));
  }
}

function cover() {
  keys.clear();
  rows = [];
  document.title = "Locked: callassist";
  document.body.replaceChildren(document.querySelector("#line-locked").content.cloneNode(true));
}

async function begin() {
  localStorage.removeItem("callassist:leaving");
  await begun;
  await write(load);
  if (rows.length) await send("loaded");
  fetchCopy().catch(() => {});
}

if (able) {
  begin();
  document.addEventListener("click", follow);
  document.addEventListener("idle-without-line", cover);
  addEventListener("online", () => send());
  addEventListener("offline", async () => {
    if (!(await alive())) lost();
  });
}
