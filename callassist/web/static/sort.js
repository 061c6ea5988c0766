/* A click or Enter on a column's head sorts its table; a second one turns it round. Nothing is remembered. */

const folded = matchMedia("(max-width: 52rem)"); // there the heads are out of sight: no key may land on them
const words = new Intl.Collator(document.documentElement.lang, { numeric: true });

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.querySelector("[data-sort]")?.dataset.sort ?? cell.dataset.sort ?? cell.textContent.trim();
}

function sort(table, head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [valueOf(row, head.cellIndex), row]);
  rows.sort(([a], [b]) => (down ? words.compare(b, a) : words.compare(a, b)));
  body.append(...rows.map(([, row]) => row));
}

/* A column in which something is done, or whose cells run together, has no order; nor may a key land on a
   head that nobody sees. */
function sortable(table, head) {
  if (head.querySelector(".visually-hidden")) return false;
  const cells = [...table.tBodies[0].rows].map((row) => row.cells[head.cellIndex]);
  return cells.every((cell) => cell && !cell.querySelector("form, details"));
}

for (const table of document.querySelectorAll("table[data-sorts]")) {
  if (table.tBodies[0].rows.length < 2) continue;
  for (const head of table.tHead.rows[0].cells) {
    if (!sortable(table, head)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorts";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, head));
  }
}

function fold() {
  for (const button of document.querySelectorAll(".folds .sorts")) button.disabled = folded.matches;
}

folded.addEventListener("change", fold);
fold();
