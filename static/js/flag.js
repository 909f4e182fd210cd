// A flag is set without leaving the page: what is typed and where it is scrolled to stay. If that fails, the form is sent.
export function enableFlag() {
  const button = document.querySelector("[data-flag]");
  let underway = false;
  button?.addEventListener("click", async (event) => {
    event.preventDefault();
    if (underway) return; // pressed twice is pressed once
    underway = true;
    const form = button.form;
    const body = new URLSearchParams({ flagged: button.value, instance: form.elements.instance.value });
    try {
      // The answer leads back to the page, which is here already.
      const sent = await fetch(button.getAttribute("formaction") ?? form.action, { method: "POST", body, redirect: "manual" });
      if (sent.type !== "opaqueredirect") throw new Error(sent.status);
      const on = button.value === "1";
      button.value = on ? "0" : "1";
      button.setAttribute("aria-pressed", on);
    } catch {
      form.requestSubmit(button);
    } finally {
      underway = false;
    }
  });
}
