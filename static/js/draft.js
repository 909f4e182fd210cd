// What is being typed survives a reload, a closed tab or a lost connection. It stays on this device until the answer is in.
const PREFIX = "edrill-draft:";
const TYPED = ["cell", "choice", "guessed"]; // what an address may say was typed

function read(form) {
  const data = new FormData(form);
  return { cell: data.getAll("cell"), choice: data.getAll("choice"), guessed: data.has("guessed") };
}

function restore(form, draft) {
  form.querySelectorAll("[name=cell]").forEach((field, k) => {
    if (!field.value && draft.cell[k]) field.value = draft.cell[k];
  });
  const choices = [...form.querySelectorAll("[name=choice]")];
  if (!choices.some((choice) => choice.checked)) {
    choices.filter((choice) => draft.choice.includes(choice.value)).forEach((choice) => (choice.checked = true));
  }
  if (draft.guessed) form.elements.guessed.checked = true;
}

// The page stands as it was left, and may have been typed on since, on a page after it.
function overwrite(form, draft) {
  form.querySelectorAll("[name=cell]").forEach((field, k) => (field.value = draft.cell[k] ?? ""));
  form.querySelectorAll("[name=choice]").forEach((choice) => (choice.checked = draft.choice.includes(choice.value)));
  if (form.elements.guessed) form.elements.guessed.checked = draft.guessed;
}

// What the address says was typed is the newest now, and will not be when the page is opened again: the draft takes it.
function take(form, key) {
  const query = new URLSearchParams(location.search);
  if (!TYPED.some((name) => query.has(name))) return false;
  localStorage.setItem(key, JSON.stringify(read(form)));
  history.replaceState(history.state, "", location.pathname + location.hash);
  return true;
}

export function rememberDraft(form) {
  const key = PREFIX + location.pathname + ":" + form.dataset.draft;
  try {
    const kept = take(form, key) ? null : localStorage.getItem(key);
    if (kept) restore(form, JSON.parse(kept));
  } catch {
    return; // storage is off: the form works as it is
  }
  addEventListener("pageshow", (event) => {
    const newest = event.persisted && localStorage.getItem(key);
    if (newest) overwrite(form, JSON.parse(newest));
  });
  form.addEventListener("input", () => {
    try {
      localStorage.setItem(key, JSON.stringify(read(form)));
    } catch {
      // full: typing goes on without a draft
    }
  });
}

export function forgetDraft() {
  try {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + location.pathname + ":"));
    own.forEach((key) => localStorage.removeItem(key));
  } catch {
    // storage is off: there is no draft
  }
}
