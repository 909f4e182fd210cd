// A listing is copied with one button; where the clipboard is out of reach, its text is selected for the learner to copy.
function select(element) {
  if (element.select) return element.select(); // a field
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

export function enableCopy(root = document) {
  root.querySelectorAll("[data-copy]").forEach((button) => {
    const listing = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    const label = button.textContent;
    let resting = 0;
    button.hidden = false;
    button.addEventListener("click", async () => {
      let said = button.dataset.done;
      try {
        await navigator.clipboard.writeText(listing.textContent);
      } catch {
        select(listing); // no permission, or a page that is not served securely
        said = button.dataset.selected;
      }
      button.textContent = status.textContent = said;
      clearTimeout(resting);
      resting = setTimeout(() => {
        button.textContent = label;
        status.textContent = "";
      }, 4000);
    });
  });
}
