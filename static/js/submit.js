// A form is sent once; Back gives a page whose buttons work again, and so does a sending that comes to nothing.
const WAIT = 5000;

function enable() {
  document.querySelectorAll("button[disabled]").forEach((button) => (button.disabled = false));
}

export function sendOnce() {
  document.addEventListener("submit", (event) => {
    // After the browser has collected the form: a disabled button is not sent.
    setTimeout(() => event.target.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
    setTimeout(enable, WAIT); // stopped, or without a connection: the page is still here
  });
  addEventListener("pageshow", (event) => event.persisted && enable());
}
