// A part of the page that goes by the fields of a form: asked for anew while one types or ticks. Without script a button
// of the form does the same.
import { reachable } from "./scrolling.js";

const PAUSE = 150; // milliseconds

// Not fetch: a document made by the browser needs no HTML sink, which the page's policy guards.
export function fetched(address, found, failed) {
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.responseType = "document";
  request.onload = () => (request.status === 200 && request.response ? found(request.response) : failed());
  request.onerror = failed;
  request.send();
}

export function followForms() {
  for (const form of document.querySelectorAll("form[data-follow]")) {
    const part = document.getElementById(form.dataset.follow);
    let waiting = 0;
    let latest = 0;
    let picked = null; // until what it ticks is known; what is ticked meanwhile does not undo it
    let sending = null;
    const ask = () => {
      const turn = ++latest;
      const query = new URLSearchParams(new FormData(form));
      if (picked) query.append(picked.name, picked.value);
      const address = `${form.dataset.at ?? form.getAttribute("action")}?${query}`;
      fetched(address, (page) => {
        if (turn !== latest) return;
        part.replaceChildren(...document.importNode(page.getElementById(part.id), true).childNodes);
        reachable(part);
        if (picked) {
          for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = page.getElementById(box.id).checked;
          picked = null;
          if (sending) form.requestSubmit(sending);
        } else if (form.method === "get") {
          history.replaceState(null, "", address);
          document.querySelector("form.language [name=next]").value = address; // the other language keeps it
        }
      }, () => {
        const pressed = picked;
        picked = null;
        if (pressed && turn === latest) form.requestSubmit(pressed); // as without script
      });
    };
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    };
    form.addEventListener("input", (event) => {
      if (!event.isComposing) soon();
    });
    form.addEventListener("compositionend", soon);
    form.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-pick]");
      if (!pressed) return;
      event.preventDefault();
      picked = pressed;
      ask();
    });
    form.addEventListener("submit", (event) => {
      if (!picked) return;
      event.preventDefault();
      event.stopPropagation(); // it is sent as soon as the boxes are ticked
      sending = event.submitter;
    });
  }
}
