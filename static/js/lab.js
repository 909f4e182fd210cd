// The lab computes again while one types. The page of the new inputs is fetched as a document and its output put in
// place; the fields stay as they are, and so does the focus. The address follows the inputs. Joined by itself: no other
// page needs it.
import { enableCopy } from "./copy.js";
import { reachable } from "./scrolling.js";

const WAIT = 300;
const LONGEST = 4096; // characters of a query; longer inputs go by POST and leave the address alone
const TOO_LARGE = 413;

// Not fetch: a document made by the browser needs no HTML sink, which the page's policy guards.
function load(form, query) {
  const long = query.length > LONGEST;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(long ? "POST" : "GET", long ? form.action : `${form.action}?${query}`);
    request.responseType = "document";
    if (long) request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.onload = () =>
      request.response?.getElementById("lab-output") ? resolve(request.response) : reject(request.status);
    request.onerror = reject;
    request.send(long ? query : null);
  });
}

function names(root) {
  return [...root.querySelectorAll("#lab-fields [name]")].map((field) => field.name + ":" + (field.type === "radio")).join();
}

function replace(id, page) {
  const fresh = document.importNode(page.getElementById(id), true);
  const old = document.getElementById(id);
  keepOpen(old, fresh);
  old.replaceWith(fresh);
  reachable(fresh);
  enableCopy(fresh);
}

// What was opened stays open, and what was closed closed: each is known by its class or words, and its place among those.
function keepOpen(old, fresh) {
  const known = (root) => {
    const times = {};
    return [...root.querySelectorAll("details")].map((details) => {
      const kind = details.className || details.querySelector("summary").textContent.trim();
      times[kind] = (times[kind] ?? 0) + 1;
      return [`${kind} ${times[kind]}`, details];
    });
  };
  const open = new Map(known(old).map(([name, details]) => [name, details.open]));
  known(fresh).forEach(([name, details]) => (details.open = open.get(name) ?? details.open));
}

// What is wrong with each field, without touching what is typed in it.
function mark(page) {
  for (const field of page.querySelectorAll("#lab-fields .entry [name]")) {
    const own = document.getElementById(field.id);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (field.hasAttribute(name)) own.setAttribute(name, field.getAttribute(name));
      else own.removeAttribute(name);
    }
    // The shape and what is wrong stand below the field.
    const entry = own.closest(".entry");
    entry.querySelectorAll("p").forEach((line) => line.remove());
    field.closest(".entry").querySelectorAll("p").forEach((line) => entry.append(document.importNode(line, true)));
  }
}

function fill(form, page) {
  const focused = document.activeElement;
  const { id, name, value } = focused ?? {};
  replace("lab-fields", page);
  const again = id ? document.getElementById(id) : form.querySelector(`[name="${name}"][value="${value}"]`);
  again?.focus();
}

const form = document.querySelector("form.lab");
const status = document.getElementById("lab-status");
let waiting = 0;
let latest = 0;
const compute = async () => {
  const turn = ++latest;
  const query = new URLSearchParams(new FormData(form)).toString();
  const output = document.getElementById("lab-output");
  output.setAttribute("aria-busy", "true");
  status.textContent = status.dataset.busy;
  try {
    const page = await load(form, query);
    if (turn !== latest) return;
    if (names(page) === names(document)) mark(page);
    else fill(form, page);
    document.getElementById("lab-faults").replaceChildren();
    replace("lab-output", page);
    form.method = page.querySelector("form.lab").method;
    if (query.length <= LONGEST) {
      history.replaceState(null, "", `${form.action}?${new URLSearchParams(new FormData(form))}`);
      const next = document.querySelector("form.language [name=next]"); // the other language keeps the inputs
      if (next) next.value = location.pathname + location.search;
    }
    const wrong = page.querySelector("#lab-fields .problem");
    const brief = document.getElementById("lab-output").dataset.brief;
    status.textContent = wrong ? status.dataset.wrong : [status.dataset.done, brief].filter(Boolean).join("  ");
  } catch (refused) {
    if (turn !== latest) return;
    output.removeAttribute("aria-busy");
    const answered = refused === TOO_LARGE ? status.dataset.long : status.dataset.broken;
    status.textContent = refused > 0 ? answered : status.dataset.failed; // without an answer it is no number
  }
};
const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(compute, WAIT);
};
form.addEventListener("input", (event) => {
  if (!event.isComposing) soon();
});
form.addEventListener("compositionend", soon);
form.addEventListener("submit", () => {
  form.method = new URLSearchParams(new FormData(form)).toString().length > LONGEST ? "post" : "get";
});
