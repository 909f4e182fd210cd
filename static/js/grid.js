// Fields of a vector or matrix: arrows move, Enter goes to the next empty field, a pasted matrix fills them all.
function numbers(text) {
  return text.replace(/[[\](){};、，]/g, " ").replace(/,(?!\d{3}(\D|$))/g, " ").trim().split(/\s+/).filter(Boolean);
}

function move(fields, from, step) {
  const next = fields[fields.indexOf(from) + step];
  if (next) {
    next.focus();
    next.select();
  }
}

export function enableGrid(form) {
  const fields = [...form.querySelectorAll("input[name=cell]")];
  if (!fields.length) return;
  let last = fields[0];
  const sign = form.querySelector("[data-sign]");
  sign.hidden = false;
  sign.addEventListener("click", () => {
    last.value = /^\s*[-−ー－]/.test(last.value) ? last.value.replace(/^\s*[-−ー－]/, "") : "-" + last.value;
    last.dispatchEvent(new Event("input", { bubbles: true }));
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
      const pasted = numbers(event.clipboardData.getData("text"));
      if (pasted.length < 2) return;
      event.preventDefault();
      const start = fields.indexOf(field);
      pasted.forEach((text, k) => {
        if (fields[start + k]) fields[start + k].value = text;
      });
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
