// Stands between the pages and the network: what comes passes through, and where nothing comes this device answers with
// what it keeps. Kept are the questions of an open quiz, told answers that were seen, and answers that could not be sent.
// Before this file stands SHELL: the page that is shown without a network, and the files that every page needs.
const PAGES = "edrill-pages";
const FILES = "edrill-files";
const OUTBOX = "edrill-outbox"; // bodies of forms, by the address that they are to be sent to
const MOST = 100; // pages
const ITEM = /^\/practice\/\d+\/items\/\d+$/;
const READING = /^(\?show=\w+)?$/; // with another query it is a page with what was typed, or with a notice
const LEAVING = /^\/account\/(log|re|delete)/; // who goes on is somebody else: logged in or out, by a code or a link
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const AHEAD = { Purpose: "prefetch" }; // nobody looks at what is fetched so: it starts no clock, and tells of no answer
const ANY = { ignoreVary: true };

// A file without what its address says of its content: a page that was kept takes the files of today.
const bare = (address) => address.replace(/\.[0-9a-f]{8}(?=\.)/, "").replace(/\?.*/, "");

async function keepShell() {
  const files = await caches.open(FILES);
  for (const address of SHELL) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(address);
    await files.put(bare(address), response);
  }
}

async function keep(address, response) {
  if (!response.ok || response.headers.get("Cache-Control")?.includes("no-store")) return;
  const pages = await caches.open(PAGES);
  await pages.delete(address, ANY);
  await pages.put(address, response); // the last of the list now
  const all = await pages.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => pages.delete(old, ANY)));
}

async function kept(url) {
  const pages = await caches.open(PAGES);
  const files = await caches.open(FILES);
  const page = (await pages.match(url.pathname + url.search, ANY)) ?? (await pages.match(url.pathname, ANY));
  return page ?? (await files.match(SHELL[0], ANY)) ?? Response.error();
}

async function open(event, url) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    const address = url.pathname + url.search;
    if (ITEM.test(url.pathname) && READING.test(url.search)) event.waitUntil(keep(address, response.clone()));
    return response;
  } catch {
    return kept(url);
  }
}

async function tell(message) {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  pages.forEach((page) => page.postMessage(message));
}

// A form that cannot be sent leaves its page as it stands. An answer is kept, with the time of now, to be sent later.
async function send(event, url) {
  const at = new Date().toISOString();
  const answer = ITEM.test(url.pathname) ? event.request.clone().text() : null;
  try {
    const response = await fetch(event.request);
    if (answer) event.waitUntil(caches.open(OUTBOX).then((outbox) => outbox.delete(url.pathname)));
    if (url.pathname.startsWith("/settings")) {
      event.waitUntil(caches.delete(PAGES).then(keepShell)); // they are in another language now, or of another colour
    } else if (LEAVING.test(url.pathname) && response.type === "opaqueredirect") {
      event.waitUntil(Promise.all([caches.delete(PAGES), caches.delete(OUTBOX)]).then(keepShell));
    }
    return response;
  } catch {
    if (answer) {
      const outbox = await caches.open(OUTBOX);
      await outbox.delete(url.pathname);
      await outbox.put(url.pathname, new Response(`${await answer}&answered=${at}`));
    }
    await tell({ unsent: url.pathname, kept: answer !== null });
    return new Response(null, { status: 204 });
  }
}

// In the order in which they were given. What the server cannot take now waits on; what it refuses is told, and open still.
async function deliver() {
  const outbox = await caches.open(OUTBOX);
  const done = { sent: [], refused: [] };
  for (const waiting of await outbox.keys()) {
    const stored = await outbox.match(waiting);
    const { pathname } = new URL(waiting.url);
    try {
      const body = await stored.text();
      const response = await fetch(pathname, { method: "POST", headers: { ...FORM, ...AHEAD }, body });
      if (response.status >= 500 || response.status === 429) break;
      const taken = response.ok && !new URL(response.url).searchParams.has("note");
      done[taken ? "sent" : "refused"].push(pathname);
      await outbox.delete(waiting);
      await (await caches.open(PAGES)).delete(pathname, ANY); // it is a question no more, and what is told was not seen
    } catch {
      break; // still no network
    }
  }
  if (done.sent.length || done.refused.length) await tell(done);
}

async function fetchAhead(addresses) {
  const pages = await caches.open(PAGES);
  for (const address of addresses) {
    if (!ITEM.test(address) || (await pages.match(address, ANY))) continue;
    try {
      await keep(address, await fetch(address, { headers: AHEAD, redirect: "error" }));
    } catch {
      return;
    }
  }
}

let delivering = null; // one after the other, however many pages ask for it
const deliverOnce = () => (delivering ??= deliver().finally(() => (delivering = null)));

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepShell());
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload?.enable()]));
});

addEventListener("message", (event) => {
  event.waitUntil(Promise.all([deliverOnce(), fetchAhead(event.data.ahead)]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(open(event, url));
  // What another site's page sends goes its own way, so that nothing makes it look like ours, and is refused.
  else if (request.mode === "navigate" && request.referrer.startsWith(`${location.origin}/`)) {
    event.respondWith(send(event, url));
  } else if (request.method === "GET" && url.pathname.startsWith("/static/")) {
    const file = async () => (await (await caches.open(FILES)).match(bare(url.pathname), ANY)) ?? Response.error();
    event.respondWith(fetch(request).catch(file));
  }
});
