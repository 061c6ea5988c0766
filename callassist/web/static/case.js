/* A case's page: says that somebody is at work on it while keys are touched, and shows the text
   and the button that belong to the time that is chosen, and what is asked after a refusal alone. */

const open = document.querySelector("[data-keep-open]");
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
if (open) {
  let touched = false;
  for (const kind of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(kind, () => (touched = true), { passive: true });
  }
  setInterval(() => {
    if (!touched) return;
    touched = false;
    fetch(open.dataset.keepOpen, { method: "POST", body: new URLSearchParams({ csrf_token: token }) }).catch(() => {
      touched = true;
    });
  }, 60_000);
}

const weekday = (date) =>
  date && new Date(`${date}T12:00`).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" }).replace(",", "");

for (const form of document.querySelectorAll("form[data-booking]")) {
  const button = form.querySelector("button[data-label]");
  const day = form.querySelector("[name=other_day]");
  const time = form.querySelector("[name=other_time]");
  const show = () => {
    const chosen = form.querySelector("[name=slot]:checked");
    if (!chosen) return;
    const short = chosen.dataset.short || `${weekday(day.value)} ${time.value}`.trim() || "this time";
    button.textContent = `${button.dataset.label} ${short}`;
    for (const text of form.querySelectorAll("[data-preview]")) text.hidden = text.dataset.preview !== chosen.value;
  };
  form.addEventListener("change", show);
  for (const field of [day, time]) {
    field.addEventListener("input", () => {
      form.querySelector("[name=slot][value=other]").checked = true;
      show();
    });
  }
  show();
}

for (const asked of document.querySelectorAll("[data-after-refusal]")) {
  const what = asked.closest("form").querySelector("[name=what]");
  const show = () => {
    asked.hidden = !what.selectedOptions[0]?.hasAttribute("data-refusal");
    if (asked.hidden) asked.querySelector("select").value = "";
  };
  what.addEventListener("change", show);
  show();
}
