// Items to be put in order or given letters: what is typed in a list is chosen and leads to the next empty one, so that
// "BDAC" fills four; Enter goes there too, and sends the answer once none is empty. An order can be moved as well.
// The fields are sent as the items were listed at first, however they have been moved.
const LISTS = "select[name=cell]";

// The next list without a choice, from this one round to it again.
function next(lists, list) {
  const from = lists.indexOf(list);
  return [...lists.slice(from + 1), ...lists.slice(0, from + 1)].find((other) => !other.value);
}

// The option that a key alone chooses: none where another begins with it, as 1 and 10.
function chosen(list, key) {
  const begun = [...list.options].filter((option) => option.value.startsWith(key.toUpperCase()));
  return key.length === 1 && begun.length === 1 && begun[0].value.length === 1 ? begun[0].value : "";
}

function typed(form, lists) {
  const keys = document.documentElement.dataset.shortcuts === "on";
  for (const list of lists) {
    list.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const value = keys && chosen(list, event.key);
      if (!value && event.key !== "Enter") return;
      event.preventDefault();
      if (value) {
        list.value = value;
        list.dispatchEvent(new Event("input", { bubbles: true }));
        list.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const empty = list.value ? next(lists, list) : list;
      if (empty) empty.focus();
      else if (!value) form.querySelector("button.primary").click();
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

// A place that another row has already: that row and those between make room, as if the row had been moved there.
function placed(order, list, said) {
  const rows = [...order.children];
  const places = rows.map((row) => Number(row.querySelector(LISTS).value));
  const left = rows.map((_, k) => k + 1).filter((place) => !places.includes(place));
  if (places.includes(0) || left.length !== 1) return;
  const to = Number(list.value);
  list.value = String(left[0]);
  move(order, list.closest("li"), to - left[0], said);
}

export function enableArranging(form) {
  const lists = [...form.querySelectorAll(LISTS)];
  if (!lists.length) return;
  typed(form, lists);
  const order = form.querySelector("[data-order]");
  if (!order) return;
  form.addEventListener("formdata", ({ formData }) => {
    formData.delete("cell");
    lists.forEach((list) => formData.append("cell", list.value));
  });
  const said = form.querySelector("[data-said]");
  for (const row of order.children) {
    row.querySelector(".moves").hidden = false;
    const list = row.querySelector(LISTS);
    list.addEventListener("change", () => placed(order, list, said));
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
