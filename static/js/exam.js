// A mock exam: the time that is left, answers that are sent as they are chosen, a board for notes that stays on the device.
// It is joined by itself: no other page needs it.
const SECOND = 1000;
const AGAIN = 60 * SECOND; // the clock of the page is set again
const RETRY = 5 * SECOND;
const WARNED = [30, 5, 1]; // minutes
const BOARD = "edrill-board:";
const UNSENT = "edrill-unsent:";

function stored(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    if (value === null || value === "") localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // storage is off: it lasts as long as the page
  }
  return null;
}

function written(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

// Answers go one after the other, the newest last; what cannot be sent waits on the device.
// The form has with it what it was shown: only what differs is an answer. Once something is chosen here it counts, whatever
// was shown, until it is kept; else the page shows what is kept, by whichever page.
function saving(form, over) {
  const said = form.querySelector(".saved");
  const key = UNSENT + form.dataset.mine;
  const flag = form.querySelector("[name=flagged]");
  let turn = Promise.resolve();
  let unsent = 0;
  let chosen = 0;
  let cleared = false;
  const choices = [...form.querySelectorAll("[name=choice]")];
  const choose = () => {
    chosen++;
    cleared = !choices.some((one) => one.checked);
    form.elements.shown.value = "";
  };
  form.addEventListener("formdata", ({ formData }) => cleared && formData.set("clear", "1"));
  const send = async (body, before) => {
    const mine = ++unsent;
    said.textContent = said.dataset.saving;
    try {
      const sent = await fetch(form.dataset.save, { method: "POST", body, keepalive: true });
      if (!sent.ok) throw new Error(sent.status);
      const kept = await sent.json();
      if (before === chosen) {
        cleared = false;
        form.elements.shown.value = kept.choice ?? "";
        choices.forEach((one) => (one.checked = one.value === form.elements.shown.value));
      }
      flag.value = kept.flagged ? "0" : "1";
      flag.setAttribute("aria-pressed", kept.flagged);
      document.querySelectorAll(".mark.here, [aria-current] .mark").forEach((mark) => {
        mark.classList.toggle("kept", kept.choice !== null);
        mark.classList.toggle("flagged", kept.flagged);
      });
      said.textContent = said.dataset.saved.replace("{at}", new Date().toLocaleTimeString("ja-JP"));
      stored(key, null);
      if (mine === unsent) unsent = 0;
      if (kept.over) over();
    } catch {
      said.textContent = said.dataset.offline;
      if (body.get("choice") !== body.get("shown")) stored(key, body.get("choice"));
    }
  };
  const save = (more = {}) => {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    const before = chosen;
    turn = turn.then(() => send(body, before));
    return turn;
  };
  const waiting = stored(key);
  const early = choices.find((one) => one.checked && !one.defaultChecked); // before this script was there
  const choice = early ?? (waiting && form.querySelector(`[name=choice][value="${CSS.escape(waiting)}"]`));
  if (choice) {
    choice.checked = true;
    choose();
    save();
  }
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "choice") return;
    choose();
    save();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === flag) save({ flagged: flag.value });
    else if (button?.name === "clear") {
      choices.forEach((one) => (one.checked = false));
      choose();
      save();
    } else return;
    event.preventDefault();
  });
  const retry = () => unsent && save();
  addEventListener("online", retry);
  setInterval(retry, RETRY);
  return () => (unsent ? save() : turn);
}

function board(field) {
  const key = BOARD + field.form.dataset.mine;
  const early = field.value; // before this script was there
  field.value = [stored(key), early].filter(Boolean).join("\n");
  if (field.value) field.closest("details").open = true;
  if (early) stored(key, field.value);
  field.addEventListener("input", () => stored(key, field.value));
}

function forget(quiz) {
  try {
    const gone = (key) => key.startsWith(`${BOARD}${quiz}:`) || key.startsWith(`${UNSENT}${quiz}:`);
    Object.keys(localStorage).filter(gone).forEach((key) => localStorage.removeItem(key));
  } catch {
    // storage is off: there is none
  }
}

function sit() {
  const done = document.querySelector("[data-boards]");
  if (done) forget(done.dataset.boards);
  const clock = document.querySelector("[data-left]");
  if (!clock) return;
  const warning = document.querySelector("[data-warning]");
  let until = Date.now() + Number(clock.dataset.left);
  let before = until - Date.now();
  const over = () => location.replace(clock.dataset.over);
  const form = document.querySelector("form[data-save]");
  const settle = form ? saving(form, over) : () => Promise.resolve();
  if (form) board(form.querySelector("[data-board]"));
  const ask = async () => {
    try {
      const told = await (await fetch(clock.dataset.time)).json();
      until = Date.now() + told.left;
      if (told.over) over();
    } catch {
      // offline: the page's own clock goes on
    }
  };
  const tick = setInterval(() => {
    const left = until - Date.now();
    clock.textContent = written(left);
    const reached = WARNED.filter((minutes) => left <= minutes * 60 * SECOND && before > minutes * 60 * SECOND);
    if (reached.length) warning.textContent = warning.dataset.warning.replace("{n}", reached.at(-1));
    before = left;
    if (left > 0) return;
    clearInterval(tick);
    settle().then(over);
  }, SECOND);
  setInterval(ask, AGAIN);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}

// A page that the browser had put aside shows what was kept then.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
sit();
