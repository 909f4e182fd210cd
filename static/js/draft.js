// What is being typed survives a reload, a closed tab or a lost connection. It stays on this device until the answer is in.
const PREFIX = "edrill-draft:";

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

export function rememberDraft(form) {
  const key = PREFIX + location.pathname + ":" + form.dataset.draft;
  try {
    const kept = localStorage.getItem(key);
    if (kept) restore(form, JSON.parse(kept));
  } catch {
    return; // storage is off: the form works as it is
  }
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
