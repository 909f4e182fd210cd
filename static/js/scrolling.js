// A formula or a listing wider than the page scrolls in its own region, which the keyboard must reach.
function mark(region) {
  if (region.scrollWidth > region.clientWidth + 1) {
    region.tabIndex = 0;
  } else {
    region.removeAttribute("tabindex");
  }
}

export function reachable(root = document) {
  const observer = new ResizeObserver((entries) => entries.forEach((entry) => mark(entry.target)));
  root.querySelectorAll(".scroll, math, pre").forEach((region) => observer.observe(region));
}
