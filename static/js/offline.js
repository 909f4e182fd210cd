// What this device keeps for the time without a network (static/worker.js does), and what is told of it on the page.
const PAGES = "edrill-pages";
const OUTBOX = "edrill-outbox";
const OWN = "edrill-"; // what we keep on the device begins so
const SHOWN = "edrill-shown:";
const RETRY = 30_000;
const worker = navigator.serviceWorker; // only with HTTPS, or on the machine itself
const here = location.pathname;

function say(name, fill = () => {}, focus = false) {
  for (const told of document.querySelectorAll("[data-sync]")) {
    told.hidden = told.dataset.sync !== name;
    if (told.hidden) continue;
    fill(told);
    if (focus) told.focus();
  }
}

// The line is read as it came, however often another number is put into it.
const counted = (count) => (told) => {
  told.dataset.text ??= told.textContent;
  told.textContent = told.dataset.text.replace("{n}", count);
};

const paths = async (name) => (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);

// The questions of the quiz that are open, as far as this page knows.
const open = () => [...document.querySelectorAll(".strip .mark.open")].flatMap((mark) => mark.closest("a")?.pathname ?? []);

// An answer that waits: the next question is one key away, as after any answer.
function leadOn(told, waiting) {
  const left = open().filter((path) => !waiting.includes(path));
  const number = Number(here.split("/").at(-1));
  const link = told.querySelector("a");
  link.href = left.find((path) => Number(path.split("/").at(-1)) > number) ?? left[0] ?? "/offline";
  link.dataset.key = "Enter n";
}

async function tellWaiting(focus = false) {
  const waiting = await paths(OUTBOX);
  if (waiting.includes(here)) say("kept", (told) => leadOn(told, waiting), focus);
  else if (waiting.length) say("waiting", counted(waiting.length));
  return waiting.length;
}

function tellRefused(refused) {
  say("refused", (told) => {
    const [link] = told.querySelectorAll("a");
    const links = refused.map((path) => Object.assign(link.cloneNode(true), { href: path }));
    told.querySelectorAll("a").forEach((old) => old.remove());
    links.forEach((one) => told.append(" ", one));
  });
}

let pressed = false; // a form of this page was sent just now

function hear({ data }) {
  if (data.unsent) {
    if (!pressed) return;
    pressed = false;
    document.querySelectorAll("button[disabled]").forEach((button) => (button.disabled = false));
    if (data.kept) tellWaiting(true);
    else say("unsent", undefined, true);
  } else if (data.refused.length) tellRefused(data.refused);
  else if (data.sent.includes(here)) location.reload(); // which tells how it went
  else say("sent", counted(data.sent.length));
}

async function keepUp() {
  const { active } = await worker.ready;
  const deliver = async () => (await tellWaiting()) && active.postMessage({ ahead: [] });
  const ahead = navigator.connection?.saveData ? [] : open().filter((path) => path !== here);
  await tellWaiting();
  active.postMessage({ ahead });
  addEventListener("online", deliver);
  document.addEventListener("visibilitychange", () => document.hidden || deliver());
  setInterval(deliver, RETRY);
}

function register() {
  const address = window.trustedTypes?.createPolicy("edrill-worker", { createScriptURL: () => "/sw.js" }) ?? null;
  worker.register(address ? address.createScriptURL("") : "/sw.js").then(keepUp, () => {});
}

// A question that was fetched ahead is seen now. Where that cannot be told, the answer will tell it.
async function tellShown(form) {
  const instance = form.elements.instance.value;
  const now = new Date().toISOString();
  try {
    const told = await fetch(form.dataset.shown, { method: "POST", body: new URLSearchParams({ instance }) });
    if (told.ok) return;
  } catch {
    // no network
  }
  const seen = Object.assign(document.createElement("input"), { type: "hidden", name: "seen", value: now });
  try {
    seen.value = localStorage.getItem(SHOWN + instance) ?? now;
    localStorage.setItem(SHOWN + instance, seen.value);
  } catch {
    // storage is off: since this page was opened
  }
  form.append(seen);
}

async function list(readable) {
  const pages = await caches.open(PAGES);
  const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#39;": "'", "&#34;": '"' };
  const place = (path) => path.match(/\d+/g).map(Number); // quiz and number
  const after = (one, other) => place(other)[0] - place(one)[0] || place(one)[1] - place(other)[1];
  for (const path of [...new Set(await paths(PAGES))].sort(after)) {
    const page = await (await pages.match(path, { ignoreSearch: true, ignoreVary: true })).text();
    const title = /<title>(.*?)(?: – |<)/.exec(page)?.[1] ?? path;
    const [quiz, number] = place(path);
    const link = Object.assign(document.createElement("a"), { href: path, className: "quiet" });
    link.textContent = title.replace(/&[\w#]+;/g, (name) => entities[name] ?? name);
    const entry = document.createElement("li");
    entry.append(link, ` ${readable.dataset.place.replace("{quiz}", quiz).replace("{number}", number)}`);
    readable.append(entry);
  }
  document.querySelector("[data-none]").hidden = readable.childElementCount > 0;
}

function forget(what) {
  if (window.caches) [PAGES, ...(what === "all" ? [OUTBOX] : [])].forEach((name) => caches.delete(name));
  if (what !== "all") return;
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(OWN)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // storage is off: there is nothing
  }
}

// Without a worker nothing stands between the page and the network, which is asked for first.
let passed = false;

function ask(event) {
  const { target: form, submitter } = event;
  if (passed || form.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  fetch("/healthz").then(
    () => {
      passed = true;
      form.requestSubmit(submitter);
      passed = false;
    },
    () => say("unsent", undefined, true),
  );
}

export function enableOffline() {
  const cleared = document.querySelector("[data-cleared]");
  if (cleared) forget(cleared.dataset.cleared);
  const form = document.querySelector("form.answer[data-shown]");
  if (form) {
    if (!document.hidden) tellShown(form);
    else document.addEventListener("visibilitychange", () => tellShown(form), { once: true });
  }
  const readable = document.querySelector("[data-readable]");
  if (readable && window.caches) list(readable);
  const missing = document.querySelector("[data-missing]");
  if (missing) missing.hidden = here === "/offline";
  if (worker) {
    worker.addEventListener("message", hear);
    worker.startMessages();
    document.addEventListener("submit", () => (pressed = true));
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
  } else addEventListener("submit", ask, true);
}
