// After an answer the verdict gets the focus, after a mistake in a form its summary; after a note was saved, the note.
export function focusOutcome() {
  if (location.hash.startsWith("#note-")) return; // the browser scrolls there
  document.querySelector("[data-focus]")?.focus();
}
