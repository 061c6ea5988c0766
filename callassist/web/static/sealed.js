/* What waits in this browser while the line is gone: sealed with the sitting's key, wiped at sign-out.
   In the clear stand only an interview's id, a sitting's id and each answer's own mark. */

const NAME = "callassist-waits";
const ANSWERS = "answers";
const COPIES = "copies";
export const able = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opening;
function database() {
  opening ??= (() => {
    const wanted = indexedDB.open(NAME, 1);
    wanted.onupgradeneeded = () => {
      wanted.result.createObjectStore(ANSWERS, { keyPath: "n", autoIncrement: true });
      wanted.result.createObjectStore(COPIES, { keyPath: "interview" });
    };
    return done(wanted);
  })();
  return opening;
}

/* One change, on the disk before it is called done. */
async function change(store, work) {
  const made = (await database()).transaction(store, "readwrite", { durability: "strict" });
  const result = await done(work(made.objectStore(store)));
  await new Promise((resolve, reject) => {
    made.oncomplete = resolve;
    made.onabort = () => reject(made.error);
    made.commit?.();
  });
  return result;
}

async function read(store, work) {
  return done(work((await database()).transaction(store).objectStore(store)));
}

export function key(text) {
  const raw = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const bytes = (text) => new TextEncoder().encode(text);

async function seal(under, place, words) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(place) }, under, bytes(words));
  return { iv, box };
}

async function unseal(under, place, { iv, box }) {
  const way = { name: "AES-GCM", iv, additionalData: bytes(place) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(way, under, box));
}

const placeOf = (row) => `${row.interview}/${row.sitting}/${row.mark}`;

/* Keep an answer: a new one, or the same one changed. Returns its number in the order of keeping. */
export async function keep(under, row, entry) {
  const { interview, sitting, mark, n } = row;
  const kept = { interview, sitting, mark, ...(await seal(under, placeOf(row), JSON.stringify(entry))) };
  return change(ANSWERS, (store) => store.put(n === undefined ? kept : { ...kept, n }));
}

export async function entryOf(under, row) {
  return JSON.parse(await unseal(under, placeOf(row), row));
}

export async function waitingOf(interview) {
  const rows = await read(ANSWERS, (store) => store.getAll());
  return interview ? rows.filter((row) => row.interview === interview) : rows;
}

export function remove(n) {
  return change(ANSWERS, (store) => store.delete(n));
}

export async function keepCopy(under, interview, sitting, version, text) {
  const box = await seal(under, `${interview}/${sitting}/copy`, text);
  return change(COPIES, (store) => store.put({ interview, sitting, version, ...box }));
}

export function copyOf(interview) {
  return read(COPIES, (store) => store.get(interview));
}

export function copyText(under, row) {
  return unseal(under, `${row.interview}/${row.sitting}/copy`, row);
}

export async function wipe() {
  await change(ANSWERS, (store) => store.clear());
  await change(COPIES, (store) => store.clear());
}
