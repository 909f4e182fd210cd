// The calculator of the exam's room: a panel beside the question, for keys and for the keyboard. Expression, answer and
// memory last as long as the browser's tab. It is joined by itself, and comes when it is first asked for (calculating.js).
import { worked, written } from "./arithmetic.js";
import { CELLS, ENTRIES } from "./fields.js";

const KEPT = "edrill-calculator";
const GOES_ON = /^[-+*/^×÷²−]/; // behind a result it is what is done to it
const UNIT = /(?:[a-z]+₂?\(|[√σ]\(|Ans|.)$/su; // what one press wrote, one press takes away

function recalled() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // storage is off
  }
}

// Cells hold a number each; entries of the lab several, among which it is put where the caret was.
function fill(field, text) {
  if (field.matches(CELLS)) field.value = text;
  else {
    const { value, selectionStart: from, selectionEnd: to } = field;
    const apart = [/[^\s,;[(]$/.test(value.slice(0, from)), /^[^\s,;\])]/.test(value.slice(to))];
    field.setRangeText((apart[0] ? " " : "") + text + (apart[1] ? " " : ""), from, to, "end");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// `chosen` is the field that had the focus last; with `entered` what stands in the line is worked out at once.
export function openCalculator(opener, chosen, entered) {
  const section = document.getElementById(opener.getAttribute("aria-controls"));
  const line = section.querySelector("input");
  const result = section.querySelector("output");
  const stored = section.querySelector("[data-memory]");
  let { text = "", answer, done = "", memory = 0 } = recalled();

  const isDone = () => done !== "" && line.value === done;
  const say = (said, wrong = false) => {
    result.textContent = said;
    result.classList.toggle("problem", wrong);
    line.setAttribute("aria-invalid", wrong);
    stored.textContent = memory ? `M = ${written(memory)}` : "";
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ text: line.value, answer, done, memory }));
    } catch {
      // full or off: it is forgotten with the page
    }
  };
  const work = () => {
    try {
      answer = worked(line.value, { ans: answer, m: memory });
    } catch (fault) {
      if (!(fault.message in section.dataset)) throw fault;
      say(section.dataset[fault.message].replace("{what}", fault.what), true);
      return false;
    }
    done = line.value;
    line.select();
    say(written(answer));
    return true;
  };
  const settled = () => isDone() || work();
  // Behind a result, which is still selected, a sign goes on from it; anything else begins anew.
  const goesOn = (typed) =>
    isDone() && line.selectionEnd - line.selectionStart === done.length && GOES_ON.test(typed);
  const changed = () => {
    line.scrollLeft = line.scrollWidth;
    say("");
  };
  const insert = (typed) => {
    if (goesOn(typed)) typed = "Ans" + typed;
    if (line.value.length + typed.length > line.maxLength) return;
    line.setRangeText(typed, line.selectionStart, line.selectionEnd, "end");
    changed();
  };
  const close = () => {
    if (section.contains(document.activeElement)) opener.focus();
    section.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  // How much of the page lies below the panel, and how much of it the panel takes.
  const measure = () => {
    const bar = document.querySelector(".bar:not(td), .live");
    const { style } = document.documentElement;
    style.setProperty("--below", `${bar && getComputedStyle(bar).position !== "static" ? bar.offsetHeight : 0}px`);
    style.setProperty("--calculator", `${section.offsetHeight}px`);
  };
  const grown = new ResizeObserver(measure); // the bar takes another line for what is typed there
  document.querySelectorAll(".bar:not(td), .live").forEach((bar) => grown.observe(bar));
  const open = () => {
    section.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    measure();
    line.focus();
    if (isDone()) line.select();
    else line.setSelectionRange(line.value.length, line.value.length);
  };
  const does = {
    close,
    work,
    clear() {
      line.value = "";
      changed();
    },
    erase() {
      if (isDone() || line.selectionStart === line.selectionEnd) {
        const before = line.value.slice(0, line.selectionEnd);
        line.setSelectionRange(before.replace(UNIT, "").length, before.length);
      }
      line.setRangeText("", line.selectionStart, line.selectionEnd, "end");
      changed();
    },
    add() {
      if (!settled()) return;
      if (!Number.isFinite(memory + answer)) return say(section.dataset.overflow, true);
      memory += answer;
      say(written(answer));
    },
    forget() {
      memory = 0;
      say(result.textContent);
    },
    put({ detail }) {
      if (!settled()) return;
      const cells = [...document.querySelectorAll(CELLS)];
      const field = (chosen && document.getElementById(chosen)) ?? cells.find((cell) => !cell.value) ?? cells[0];
      if (!field) return say(section.dataset.target, true);
      fill(field, written(answer));
      if (detail === 0) field.focus(); // by keyboard one goes on there; a tap would bring the screen's keyboard
    },
  };

  line.value ||= text; // it may have been typed into while this came
  say(isDone() ? written(answer) : "");
  section.querySelector("[data-does=put]").hidden = !document.querySelector(`${CELLS}, ${ENTRIES}`);
  opener.addEventListener("click", () => (section.hidden ? open() : close()));
  if (document.activeElement === line) open();
  else measure(); // who has gone on while this came is not called back
  if (entered) work();
  addEventListener("resize", () => section.hidden || measure());
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(`${CELLS}, ${ENTRIES}`)) chosen = target.id;
  });
  section.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (key?.dataset.insert) insert(key.dataset.insert);
    else if (key) does[key.dataset.does](event);
  });
  line.addEventListener("beforeinput", (event) => {
    if (!event.cancelable || !event.data || !goesOn(event.data)) return;
    event.preventDefault();
    insert(event.data);
  });
  line.addEventListener("input", () => say(""));
  section.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the page's own keys do nothing here
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") close();
    else if (event.key === "=" || (event.key === "Enter" && event.target === line)) {
      event.preventDefault();
      work();
    } else if (event.target !== line && event.key.length === 1 && event.key !== " ") line.focus(); // where it is then typed
  });
}
