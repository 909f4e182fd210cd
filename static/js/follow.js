// A part of the page that goes by the fields of a form: asked for anew while one types or ticks. Without script a button
// of the form does the same.
const PAUSE = 150; // milliseconds

export function followForms() {
  for (const form of document.querySelectorAll("form[data-follow]")) {
    const part = document.getElementById(form.dataset.follow);
    let waiting;
    let latest = 0;
    async function ask(picked) {
      const asked = ++latest;
      const query = new URLSearchParams(new FormData(form));
      if (picked) query.append(picked.name, picked.value);
      const address = `${form.dataset.at ?? form.getAttribute("action")}?${query}`;
      const response = await fetch(address).catch(() => undefined);
      if (!response?.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (asked !== latest) return;
      part.replaceChildren(...page.getElementById(part.id).childNodes);
      if (form.method === "get") history.replaceState(null, "", address);
      if (!picked) return;
      for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = page.getElementById(box.id).checked;
    }
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    });
    form.addEventListener("click", (event) => {
      const picked = event.target.closest("[data-pick]");
      if (!picked) return;
      event.preventDefault();
      ask(picked);
    });
  }
}
