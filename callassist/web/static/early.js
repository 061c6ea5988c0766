/* A key pressed before the page's own scripts are there waits for them here, and is pressed when they are.
   In an interview only Escape waits: no question is answered by a key pressed before it could be read. */

{
  const only = document.currentScript.dataset.only;
  const waiting = [];
  const keep = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const nowhere = [document.body, document.documentElement].includes(event.target);
    if (only ? event.key === only : nowhere || event.key === "Escape") waiting.push(event.key);
  };
  document.addEventListener("keydown", keep, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("keydown", keep, true);
    for (const key of waiting) {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  });
}
