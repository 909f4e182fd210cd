// A note that is being written survives another page, a reload and the other note's button. It stays on this device until
// it is sent: what comes back then is what is stored, or what was typed with what is wrong with it.
const PREFIX = "edrill-note:";

export function keepWriting(root = document) {
  for (const form of root.querySelectorAll("form.writing")) {
    const field = form.querySelector("textarea");
    const key = PREFIX + form.getAttribute("action");
    const stored = field.defaultValue;
    try {
      if (field.value !== stored) localStorage.setItem(key, field.value); // before this script was there
      const kept = localStorage.getItem(key);
      if (kept !== null && kept !== stored && !field.matches("[aria-invalid]")) {
        field.value = kept;
        const fold = field.closest("details");
        if (fold) fold.open = true;
      }
      field.addEventListener("input", () => {
        if (field.value === stored) localStorage.removeItem(key);
        else localStorage.setItem(key, field.value);
      });
      form.addEventListener("submit", () => localStorage.removeItem(key));
    } catch {
      return; // storage is off or full: the field works as it is
    }
  }
}

// A note that is being written is brought back where only the link to it was sent.
export function resumeWriting() {
  for (const link of document.querySelectorAll("a[data-here]")) {
    try {
      if (localStorage.getItem(PREFIX + link.pathname) !== null) link.click();
    } catch {
      return; // storage is off
    }
  }
}
