// In a quiz: a quiet clock, menus of the top row that close, and a bar that stays above a keyboard which covers the page.
const SECOND = 1000;

// m:ss since the question was first seen; never read out by itself, and nothing once it was left lying for too long.
function tick(clock) {
  const begun = Date.now() - SECOND * Number(clock.dataset.since);
  const show = () => {
    const seconds = Math.floor((Date.now() - begun) / SECOND);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.textContent = seconds < Number(clock.dataset.most) ? text : "";
  };
  show();
  setInterval(show, SECOND);
}

function closing(top) {
  const opened = () => top.querySelector("details[open]");
  addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && opened();
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  addEventListener("click", ({ target }) => {
    const menu = opened();
    if (menu && !menu.contains(target)) menu.open = false;
  });
}

// Where a keyboard makes the page smaller, as the page asks for, there is nothing to do; elsewhere it lies over the bar.
function above(bar) {
  const view = visualViewport;
  const place = () => {
    const covered = view.scale > 1.01 ? 0 : innerHeight - view.height - view.offsetTop;
    bar.style.translate = covered > 1 ? `0 -${covered}px` : "";
  };
  view.addEventListener("resize", place);
  view.addEventListener("scroll", place);
}

export function enableRoom() {
  const top = document.querySelector(".room > .top");
  if (!top) return;
  closing(top);
  const clock = top.querySelector("[data-since]");
  if (clock) tick(clock);
  const bar = document.querySelector(".bar");
  if (bar && window.visualViewport) above(bar);
}
