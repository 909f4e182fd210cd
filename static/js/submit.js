// A form is sent once; Back gives a page whose buttons work again.
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    // After the browser has collected the form: a disabled button is not sent.
    setTimeout(() => event.target.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("button[disabled]").forEach((button) => (button.disabled = false));
  });
}
