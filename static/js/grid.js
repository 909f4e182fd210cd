// Fields of a vector or matrix: arrows move, Enter goes to the next empty field, a pasted block goes where it belongs.
// The server splits what is pasted, as it does where there is no script: one reader for both.
const SEVERAL = /[\s,、，;；&|\\[\](){}［］（）｛｝=]/;

function move(fields, from, step) {
  const next = fields[fields.indexOf(from) + step];
  if (next) {
    next.focus();
    next.select();
  }
}

function changed(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function paste(form, field, text) {
  const grid = field.closest(".grid");
  const own = [...grid.querySelectorAll("input[name=cell]")];
  const columns = field.parentElement.children.length;
  const sent = { text, rows: own.length / columns, columns, at: own.indexOf(field) };
  const { value, selectionStart, selectionEnd } = field;
  try {
    const response = await fetch(form.dataset.pasted, { method: "POST", body: new URLSearchParams(sent) });
    if (!response.ok) throw new Error(response.statusText);
    const { cells, problem } = await response.json();
    if (problem) return form.dispatchEvent(new CustomEvent("unfit", { detail: problem }));
    for (const [k, entry] of Object.entries(cells)) own[k].value = entry;
  } catch {
    // Offline: it stands where it was pasted, and is understood when it is sent.
    field.value = value.slice(0, selectionStart) + text.trim().replace(/[\r\n]+/g, " ") + value.slice(selectionEnd);
  }
  changed(field);
}

export function enableGrid(form) {
  const fields = [...form.querySelectorAll("input[name=cell]")];
  if (!fields.length) return;
  let last = fields[0];
  const sign = form.querySelector("[data-sign]");
  if (sign) sign.hidden = false; // there is none where nothing below 0 is asked for
  sign?.addEventListener("click", () => {
    last.value = /^\s*[-−ー－]/.test(last.value) ? last.value.replace(/^\s*[-−ー－]/, "") : "-" + last.value;
    changed(last);
    last.focus();
  });
  for (const field of fields) {
    field.addEventListener("focus", () => (last = field));
    if (fields.length === 1) continue;
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const width = field.parentElement.children.length;
      if (event.key === "ArrowDown") move(fields, field, width);
      else if (event.key === "ArrowUp") move(fields, field, -width);
      else if (event.key === "Enter" && fields.some((other) => !other.value && other !== field)) {
        const empty = fields.find((other) => !other.value && other !== field);
        empty.focus();
      } else return;
      event.preventDefault();
    });
    field.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text");
      if (!SEVERAL.test(text.trim())) return; // one number, as any text
      event.preventDefault();
      paste(form, field, text);
    });
  }
}
