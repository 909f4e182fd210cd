// The calculator's expressions: read by descent, never run as code.
//   sum: product, + product, …     product: signed, × signed, ÷ signed, or a bracket or name that follows at once
//   signed: −signed, power         power: primary ^ signed, from the right, and before a sign: −2^2 = −4
// What cannot be worked out is a Fault: it names a text of the page, and what that speaks of.
const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)|(log2|exp|ln|tanh|sigmoid|sqrt|ans|m|[a-z]+|[√σ])|([-+*/^()])|(\S))/giuy;
const SPELLED = [
  [/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)], // as a Japanese keyboard types them
  [/[⁺⁻⁰¹²³⁴-⁹]+/g, (power) => `^(${power.normalize("NFKC")})`],
  [/[−‐‑–—ー]/g, "-"],
  [/\*\*/g, "^"],
  [/[×·∗]/g, "*"],
  [/[÷⁄]/g, "/"],
  [/₂/g, "2"],
  [/\u3000/g, " "],
  [/=\s*$/, ""],
];
const SAID = { "*": "×", "/": "÷", "-": "−" };
const DIGITS = 10;

class Fault extends Error {
  constructor(name, what = "") {
    super(name);
    this.what = what;
  }
}

function finite(value) {
  if (!Number.isFinite(value)) throw new Fault("overflow");
  return value;
}

function logarithm(of) {
  return (x) => {
    if (x <= 0) throw new Fault("logarithm", written(x));
    return of(x);
  };
}

function root(x) {
  if (x < 0) throw new Fault("root", written(x));
  return Math.sqrt(x);
}

function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

function raised(base, exponent) {
  if (base === 0 && exponent < 0) throw new Fault("division");
  if (base < 0 && !Number.isInteger(exponent)) throw new Fault("power", written(exponent));
  return finite(base ** exponent);
}

const FUNCTIONS = new Map([
  ["exp", Math.exp],
  ["ln", logarithm(Math.log)],
  ["log2", logarithm(Math.log2)],
  ["tanh", Math.tanh],
  ["σ", sigmoid],
  ["sigmoid", sigmoid],
  ["√", root],
  ["sqrt", root],
]);

function tokens(text) {
  const plain = SPELLED.reduce((spelled, [from, to]) => spelled.replace(from, to), text);
  return [...plain.matchAll(TOKEN)].map(([, number, name, sign, odd]) => {
    if (odd) throw new Fault("unknown", odd);
    return { number, name: name?.toLowerCase(), sign, text: number ?? name ?? SAID[sign] ?? sign };
  });
}

// The value of an expression; ``known`` are the names that stand for numbers, undefined where there is none yet.
export function worked(text, known) {
  const left = tokens(text);
  if (!left.length) throw new Fault("empty");
  let before = "";
  const next = () => {
    before = left[0].text;
    return left.shift();
  };
  const taken = (sign) => left[0]?.sign === sign && next();

  function sum() {
    let value = product();
    while (left[0]?.sign === "+" || left[0]?.sign === "-") {
      const sign = next().sign;
      const more = product();
      value = finite(sign === "+" ? value + more : value - more);
    }
    return value;
  }

  function product() {
    let value = signed();
    let divided = false;
    for (;;) {
      if (taken("*")) {
        value = finite(value * signed());
        divided = false;
      } else if (taken("/")) {
        const by = signed();
        if (by === 0) throw new Fault("division");
        value = finite(value / by);
        divided = true;
      } else if (left[0]?.number) {
        throw new Fault("operator", `${before} ${left[0].text}`);
      } else if (left[0]?.name || left[0]?.sign === "(") {
        if (divided) throw new Fault("ambiguous"); // 1/2(3): some take 6 below the line, some 2
        value = finite(value * power());
      } else return value;
    }
  }

  function signed() {
    if (taken("-")) return -signed();
    return taken("+") ? signed() : power();
  }

  function power() {
    const base = primary();
    return taken("^") ? raised(base, signed()) : base;
  }

  function bracket() {
    const value = sum();
    if (!taken(")")) throw new Fault("open");
    return value;
  }

  function primary() {
    const token = left[0];
    if (token?.number) return finite(Number(next().number));
    if (taken("(")) return bracket();
    if (!token?.name) throw new Fault("operand", before || token.text);
    const { name, text: said } = next();
    if (Object.hasOwn(known, name)) {
      if (known[name] === undefined) throw new Fault("answer");
      return finite(known[name]);
    }
    const apply = FUNCTIONS.get(name);
    if (!apply) throw new Fault("unknown", said);
    if (taken("(")) return finite(apply(bracket()));
    if (name === "√") return apply(primary());
    throw new Fault("bracket", said);
  }

  const value = sum();
  if (left.length) throw new Fault("close");
  return value;
}

// A value to ten significant digits, as it is put into a field: 0.1, 1.5e-7.
export function written(value) {
  const rounded = Number(value.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  return size && (size < 1e-6 || size >= 1e10) ? rounded.toExponential().replace("e+", "e") : String(rounded);
}
