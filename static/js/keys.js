// One key for what is done most: 1–9 choose, Enter goes on, a digit begins the answer where a number is asked, and the
// letters that buttons and links name in data-key. A question mark opens the page that lists them.
function typing(target) {
  return target.matches("input[type=text], input[type=search], textarea, select") || target.isContentEditable;
}

function acts(target) {
  return target.closest("a[href], button, summary") !== null;
}

// The field in which a typed digit or letter is to be begun: the first list without a choice, else the first field.
function field(key) {
  const lists = [...document.querySelectorAll("select[name=cell]")];
  if (!lists.length) return /^[-.0-9]$/.test(key) ? document.querySelector("[name=cell]") : null;
  const offered = (list) => [...list.options].some((option) => option.value === key.toUpperCase());
  return lists.find((list) => !list.value && offered(list)) ?? lists.find(offered);
}

function named(key) {
  return [...document.querySelectorAll("[data-key]")].find((element) =>
    element.dataset.key.split(" ").some((name) => name.toLowerCase() === key.toLowerCase()),
  );
}

const UNREAD = 600; // milliseconds in which nobody has seen a page: an Enter that led here may be pressed twice

export function enableKeys() {
  let came = performance.now();
  addEventListener("pageshow", () => (came = performance.now()));
  const letters = document.documentElement.dataset.shortcuts === "on";
  document.addEventListener("keydown", (event) => {
    // 229: Safari reports the Enter that ends a conversion as an ordinary key.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.repeat) return; // a key that is held is pressed once
    if (typing(event.target)) return;
    if (event.key === "Enter") {
      if (acts(event.target)) return;
      const onward = named("Enter");
      if (onward) {
        event.preventDefault();
        if (onward.matches("a") && performance.now() - came < UNREAD) return; // the feedback is not skipped
        onward.click();
      }
      return;
    }
    if (!letters) return;
    if (event.key === "?") {
      location.assign(document.querySelector("link[rel=help]").href);
      return;
    }
    const searched = event.key === "/" && document.querySelector("input[type=search]");
    if (searched) {
      event.preventDefault();
      searched.focus();
      return;
    }
    const begun = field(event.key);
    begun?.focus(); // where it is then typed
    if (begun?.matches("select")) {
      event.preventDefault();
      begun.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, cancelable: true }));
      return;
    }
    if (/^[-.0-9]$/.test(event.key)) {
      const choice = document.querySelectorAll("[name=choice]")[Number(event.key) - 1];
      if (choice) {
        choice.click();
        choice.focus();
      }
      return;
    }
    const element = /^[a-z]$/i.test(event.key) && !event.shiftKey ? named(event.key) : undefined;
    if (element) {
      event.preventDefault();
      element.click();
    }
  });
}
