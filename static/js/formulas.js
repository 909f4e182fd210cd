// Copied formulas: a browser puts each token of MathML on a line of its own, so that a matrix could not be pasted back.
// Here a matrix is copied as rows with tabs between its entries, a fraction as 1/3, a power as 10^-3.
const INVISIBLE = /[\u2061-\u2064]/g;

function children(node, between = "") {
  return [...node.childNodes].map(written).join(between);
}

function raised(base, power) {
  return `${base}^${power.length > 1 && !/^[−-]?\d+$/.test(power) ? `(${power})` : power}`;
}

function bracketed(text) {
  return /^[\w.]*$/.test(text) ? text : `(${text})`;
}

function written(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.trim().replace(INVISIBLE, "").normalize("NFKC").replace("-", "−");
  const [first, second, third] = node.children ?? [];
  switch (node.localName) {
    case "annotation":
    case "annotation-xml":
      return "";
    case "mtable":
      return children(node, "\n");
    case "mtr":
      return children(node, "\t");
    case "mfrac":
      return `${bracketed(written(first))}/${bracketed(written(second))}`;
    case "msqrt":
      return `√${bracketed(children(node))}`;
    case "msup":
      return raised(written(first), written(second));
    case "msub":
      return `${written(first)}_${bracketed(written(second))}`;
    case "msubsup":
      return raised(`${written(first)}_${bracketed(written(second))}`, written(third));
    default:
      return children(node);
  }
}

// What a range holds, as text laid out by the browser, its formulas written in one line each and its matrices in rows.
function textOf(range) {
  const inside = range.commonAncestorContainer;
  const root = (inside.nodeType === Node.ELEMENT_NODE ? inside : inside.parentElement).closest("math");
  const copy = range.cloneContents();
  if (root) return children(copy, { mtable: "\n", mtr: "\t" }[inside.localName]);
  const maths = [...copy.querySelectorAll("math")];
  if (!maths.length) return null;
  for (const math of maths) {
    const line = document.createElement("span");
    line.className = "copied-formula";
    line.textContent = written(math);
    math.replaceWith(line);
  }
  const place = document.createElement("div");
  place.className = "copied";
  place.append(copy);
  document.body.append(place);
  const text = place.innerText;
  place.remove();
  return text;
}

export function enableFormulas() {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (event.defaultPrevented || selection.rangeCount !== 1 || selection.isCollapsed) return;
    const text = textOf(selection.getRangeAt(0));
    if (text === null) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
}
