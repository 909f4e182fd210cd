// Items to be put in order or given letters: Enter goes to the next empty list; an order can be moved up and down too.
// The fields are sent as the items were listed at first, however they have been moved.
const LISTS = "select[name=cell]";

function enter(form, lists) {
  for (const list of lists) {
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      const empty = lists.find((other) => !other.value);
      if (empty && empty !== list) empty.focus();
      else form.querySelector("button.primary").click();
    });
  }
}

// Rows with a place go by it, the others stay behind them as they are.
function sorted(rows) {
  const place = (row) => Number(row.querySelector(LISTS).value) || Infinity;
  return [...rows].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function move(order, row, step, said) {
  const rows = sorted(order.children);
  const from = rows.indexOf(row);
  const to = Math.min(Math.max(from + step, 0), rows.length - 1);
  rows.splice(to, 0, ...rows.splice(from, 1));
  const focused = document.activeElement;
  order.append(...rows);
  focused.focus();
  rows.forEach((other, k) => (other.querySelector(LISTS).value = String(k + 1)));
  const item = row.querySelector(".letter").textContent;
  said.textContent = order.dataset.moved.replace("{item}", item).replace("{place}", String(to + 1));
  order.dispatchEvent(new Event("input", { bubbles: true }));
}

export function enableArranging(form) {
  const lists = [...form.querySelectorAll(LISTS)];
  if (!lists.length) return;
  enter(form, lists);
  const order = form.querySelector("[data-order]");
  if (!order) return;
  form.addEventListener("formdata", ({ formData }) => {
    formData.delete("cell");
    lists.forEach((list) => formData.append("cell", list.value));
  });
  const said = form.querySelector("[data-said]");
  for (const row of order.children) {
    row.querySelector(".moves").hidden = false;
    for (const button of row.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => move(order, row, Number(button.dataset.move), said));
      button.addEventListener("keydown", (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        move(order, row, step, said);
      });
    }
  }
}
