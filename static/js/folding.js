// What is not open is not sent: a link leads to the page that has it. Script brings it from there, a folded step below its
// line, a note's field or a report to where the link stood.
import { enableCopy } from "./copy.js";
import { fetched } from "./follow.js";
import { reachable } from "./scrolling.js";
import { keepWriting } from "./writing.js";

// A step that was folded can be folded again.
function unfold(step, whole) {
  if (!step.matches(".folds")) return step.replaceChildren(...whole.childNodes);
  const fold = document.createElement("details");
  const line = document.createElement("summary");
  line.append(...step.firstElementChild.childNodes);
  fold.append(line, ...whole.childNodes);
  fold.open = true;
  step.replaceChildren(fold);
}

export function enableFolding() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-here], a[href^='?'][href*='#step-']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = link.hash.slice(1);
    const step = link.matches("[data-here]") ? null : document.getElementById(name);
    if (step === null && !link.matches("[data-here]")) return;
    event.preventDefault();
    const own = step?.contains(link); // what it opens is seen where it was pressed
    const fold = step?.querySelector(":scope > details");
    if (fold) {
      fold.open = true;
      location.hash = name;
      return;
    }
    const place = step ?? link;
    if (place.ariaBusy) return;
    place.ariaBusy = "true";
    const leave = () => location.assign(link.href); // as without script
    fetched(link.href, (page) => {
      const found = page.getElementById(name);
      if (!found) return leave();
      const made = document.importNode(found, true);
      if (step) {
        place.ariaBusy = null;
        unfold(step, made);
        if (!own) location.hash = name;
      } else {
        link.replaceWith(made);
        enableCopy(made);
        keepWriting(made.parentElement);
      }
      reachable(step ?? made);
      if (own || (!step && event.isTrusted)) (step ?? made).querySelector("textarea:not([readonly]), .elements > summary, summary, button").focus();
    }, leave);
  });
}
