// While numbers are typed, the server says how it reads them; the same reader grades them later.
const WAIT = 250;

function cells(form) {
  return [...form.querySelectorAll("[name=cell]")];
}

function say(line, readings) {
  const read = [...new Set(readings.filter((reading) => reading.problem).map((reading) => reading.problem))];
  if (!read.length) read.push(...readings.map((reading) => reading.read).filter(Boolean));
  line.textContent = read.length ? line.dataset.label + read.join(",  ") : "";
}

export function enableReading(form) {
  const line = form.querySelector("#reading");
  if (!line) return;
  let waiting = 0;
  let latest = 0;
  const ask = async () => {
    const turn = ++latest;
    const body = new URLSearchParams(cells(form).map((field) => ["cell", field.value]));
    try {
      const response = await fetch(form.dataset.reading, { method: "POST", body });
      if (response.ok && turn === latest) say(line, await response.json());
    } catch {
      if (turn === latest) line.textContent = ""; // offline: the answer is read when it is sent
    }
  };
  form.addEventListener("input", (event) => {
    if (event.isComposing || event.target.name !== "cell") return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  form.addEventListener("unfit", ({ detail }) => {
    clearTimeout(waiting);
    latest++; // what was asked before does not take its place
    line.textContent = line.dataset.label + detail;
  });
  form.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  if (cells(form).some((field) => field.value) && !form.querySelector("[aria-invalid]")) ask();
}
