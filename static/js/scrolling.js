// What is wider than its place scrolls in a region of its own: the keyboard must reach it, an edge shows where it is cut,
// and a picture opens where it went wrong, or at what is asked.
const opened = new WeakSet();

function edges(region) {
  const room = region.scrollWidth - region.clientWidth;
  region.classList.toggle("cut-start", room > 1 && region.scrollLeft > 1);
  region.classList.toggle("cut-end", room > 1 && region.scrollLeft < room - 1);
}

function open(region) {
  const node = region.querySelector(".node.parting") ?? region.querySelector(".node.asked");
  if (!node || opened.has(region)) return;
  opened.add(region);
  const [own, whole] = [node, region].map((element) => element.getBoundingClientRect());
  region.scrollLeft += own.left + own.width / 2 - whole.left - whole.width / 2;
}

function mark(region) {
  if (region.scrollWidth > region.clientWidth + 1) {
    region.tabIndex = 0;
    open(region);
  } else {
    region.removeAttribute("tabindex");
  }
  edges(region);
}

const observer = new ResizeObserver((entries) => entries.forEach((entry) => mark(entry.target)));

export function reachable(root = document) {
  root.querySelectorAll(".scroll, math, pre").forEach((region) => observer.observe(region));
}

document.addEventListener("scroll", (event) => event.target.matches?.(".scroll, math, pre") && edges(event.target), {
  capture: true,
  passive: true,
});
