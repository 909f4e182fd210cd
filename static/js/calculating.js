// The calculator is large and seldom opened: its script comes with the first press of its button. What is typed meanwhile
// is typed into its line; what its keys would do nobody does yet, and they say so.
import { CELLS, ENTRIES } from "./fields.js";

export function offerCalculator() {
  const opener = document.querySelector("[aria-controls=calculator]");
  if (!opener) return;
  let chosen = null;
  const choose = ({ target }) => {
    if (target.matches(`${CELLS}, ${ENTRIES}`)) chosen = target.id;
  };
  const section = document.getElementById(opener.getAttribute("aria-controls"));
  const show = (shown) => {
    section.hidden = !shown;
    opener.setAttribute("aria-expanded", shown);
  };
  const ready = (is) => section.querySelectorAll("button").forEach((button) => (button.disabled = !is));
  let entered = false; // before there was somebody to work it out
  const enter = ({ key }) => (entered ||= key === "Enter");
  const open = async () => {
    opener.removeEventListener("click", open);
    show(true);
    ready(false);
    section.addEventListener("keydown", enter);
    section.querySelector("input").focus();
    try {
      const { openCalculator } = await import(opener.dataset.script);
      document.removeEventListener("focusin", choose);
      section.removeEventListener("keydown", enter);
      ready(true);
      openCalculator(opener, chosen, entered);
    } catch (fault) {
      show(false);
      opener.addEventListener("click", open); // it could not be fetched now: pressed again, it may be
      throw fault;
    }
  };
  document.addEventListener("focusin", choose);
  opener.addEventListener("click", open);
}
