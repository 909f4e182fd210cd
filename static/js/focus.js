// After an answer the verdict gets the focus, after a mistake in a form its summary.
export function focusOutcome() {
  document.querySelector("[data-focus]")?.focus();
}
