// A link to a step that is folded opens it where it stands; without script its address does, on a page of its own.
export function enableFolding() {
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.("a[href*='#step-']")?.hash;
    const folded = place && document.querySelector(`${place} > details:not([open])`);
    if (!folded || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (folded.contains(event.target)) return; // it asks for the whole step
    event.preventDefault();
    folded.open = true;
    location.hash = place;
  });
}
