// A sheet holds the whole derivation, whichever reading is open: the page that has it prints itself.
export function enablePrinting() {
  const link = document.querySelector("a[data-print]");
  if (!link) return;
  const begin = () => {
    if (location.hash !== link.hash) return;
    history.replaceState(history.state, "", location.pathname + location.search); // not again when it is reloaded
    document.fonts.ready.then(() => print());
  };
  addEventListener("hashchange", begin);
  begin();
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "p" || location.search === link.search) return;
    event.preventDefault();
    link.click();
  });
}
