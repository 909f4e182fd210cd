// A symbol of the derivation shows where its value came from: the step, the node of the graph, and every place it is used.
// Hovering and focusing mark for as long as they last; a tap marks until the next one.
const MARKED = "marked";

function clear() {
  document.querySelectorAll("." + MARKED).forEach((element) => element.classList.remove(MARKED));
}

function mark(name) {
  clear();
  document.querySelectorAll("[data-name], [data-mark]").forEach((element) => {
    if (element.dataset.name === name || element.dataset.mark === name) element.classList.add(MARKED);
  });
}

function named(event) {
  const element = event.target.closest?.("[data-mark], svg [data-name]");
  return element && (element.dataset.mark ?? element.dataset.name);
}

export function enableSymbols() {
  if (!document.querySelector("[data-mark], .folds, form.lab")) return; // the lab brings symbols while one types
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const name = named(event);
    if (name) mark(name);
    else if (!document.activeElement?.dataset.mark) clear();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.dataset?.mark) mark(event.target.dataset.mark);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.dataset?.mark) clear();
  });
  document.addEventListener("click", (event) => {
    const name = named(event);
    if (name) mark(name);
    else clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
}
