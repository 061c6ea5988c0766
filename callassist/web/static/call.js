/* The strip of a call: asks each second where it stands, more slowly while nothing answers, and does what a
   button says without leaving the page. The call itself lives with the network: closing the page ends nothing.
   F2 leads to it from anywhere, out of a text field too, and a letter there does its act and leads back: no
   letter of the call is ever a letter of the page, and none of it is a key of browsers or screen readers. */

const strip = document.querySelector("[data-call]");
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
const LONGEST = 15_000;

if (strip) {
  const words = strip.querySelector("[data-call-words]");
  const refused = strip.querySelector("[data-call-refused]");
  const acts = strip.querySelector("[data-call-acts]");
  let wait = 1000;
  let once = strip.querySelector("[name=once]")?.value ?? "";
  let last = "";
  let since = null;
  let ahead = 0;

  const clock = () => {
    if (!since) return "";
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - since) / 1000));
    return ` ${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  };

  const timer = document.createElement("span");
  timer.setAttribute("aria-hidden", "true");
  strip.querySelector("[data-call-timer]")?.remove();
  words.after(timer);
  setInterval(() => (timer.textContent = clock()), 1000);

  const show = (told) => {
    once = told.once;
    since = told.since ? Date.parse(told.since) : null;
    ahead = Date.parse(told.now) - Date.now();
    timer.textContent = clock();
    const key = JSON.stringify([told.words, told.mood, told.acts]);
    if (key !== last) {
      last = key;
      const state = document.createElement("span");
      state.className = `state ${told.mood}`;
      const sign = document.createElement("span");
      sign.className = "sign";
      sign.setAttribute("aria-hidden", "true");
      sign.textContent = told.mood === "good" ? "●" : "○";
      state.append(sign, told.words);
      words.replaceChildren(state);
      const here = document.activeElement?.dataset?.act;
      acts.replaceChildren(...told.acts.map(button));
      if (here) (acts.querySelector(`[data-act="${here}"]`) ?? strip).focus();
    }
    strip.querySelector("#call-keys")?.toggleAttribute("hidden", told.acts.length === 0);
    refused.textContent = told.refused ?? "";
    if (told.over && document.querySelector("[data-call-over]")) location.reload();
  };

  const button = ({ act, label, key }) => {
    const made = document.createElement("button");
    const cap = document.createElement("kbd");
    made.type = "button";
    made.className = act === "end" ? "button little stop" : "button little";
    made.dataset.act = act;
    made.dataset.callKey = key;
    cap.textContent = key;
    made.append(`${label} `, cap);
    return made;
  };

  const ask = async () => {
    try {
      const answer = await fetch(strip.dataset.call, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      show(told);
      wait = 1000;
      if (told.over) return;
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
    setTimeout(ask, wait);
  };

  const act = async (name) => {
    const body = new URLSearchParams({ csrf_token: token, once });
    try {
      const address = strip.dataset.do.replace(/-$/, name);
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      show(await answer.json());
    } catch {
      refused.textContent = "No connection. The call is not affected; press again in a moment.";
    }
  };

  let before = null;
  const inside = () => strip.contains(document.activeElement);

  function goBack() {
    if (before && before !== document.body && document.contains(before)) before.focus({ preventScroll: true });
    else document.activeElement.blur();
    before = null;
  }

  function key(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !document.contains(strip)) return;
    const there = inside();
    if (event.key === "F2") {
      if (there) goBack();
      else {
        before = document.activeElement;
        strip.focus();
        strip.scrollIntoView({ block: "nearest" });
      }
    } else if (there && event.key.length === 1 && event.key !== " ") {
      const wanted = acts.querySelector(`[data-call-key="${CSS.escape(event.key.toUpperCase())}"]`);
      if (wanted) {
        act(wanted.dataset.act);
        goBack();
      }
    } else if (!there || event.key !== "Enter" || event.target !== strip) return;
    event.preventDefault();
    event.stopPropagation();
  }
  window.addEventListener("keydown", key, { capture: true });

  strip.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-act]");
    if (!pressed) return;
    event.preventDefault();
    act(pressed.dataset.act);
  });
  setTimeout(ask, wait);
}
