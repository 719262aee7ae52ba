// What was typed or scanned, and the badge's code in it, by the same table and rules as events_service/checkin/reading.py.

const CODE = /^[0-9A-Z]{1,16}$/;
const AT_THE_END = /(?<![0-9A-Z])[0-9A-Z]{6,16}$/;
const MARKS = { Slash: "/", Minus: "-", Period: ".", Semicolon: ":" };

/** Give a function that reads what was typed, by the table of keyboards.json: { text, codes, isLegible }. */
export function badgeReader(table) {
  const keyboards = Object.entries(table).filter(([name]) => name !== "about");
  const maps = keyboards.map(([, { typed, meant }]) => new Map([...typed].map((sign, place) => [sign, meant[place]])));
  return (typed) => {
    const text = typed.replaceAll("\0", "").trim().split(/\s+/).join(" ").toUpperCase();
    const plain = text.split(/[?#]/)[0].replace(/[/ ]+$/, "");
    const code = plain.match(/(?:^|\/)B\/([^/]*)$/)?.[1] ?? plain;
    if (CODE.test(code)) {
      return { text, codes: [code], isLegible: true };
    }
    const meant = maps.map((map) => [...text].map((sign) => map.get(sign) ?? sign).join(""));
    const endings = [text, ...meant].map((each) => each.match(AT_THE_END)?.[0]).filter(Boolean);
    return { text, codes: [...new Set(endings)], isLegible: false };
  };
}

/** The keys pressed since they were taken last, as an American keyboard has them, whatever this computer's types. */
export class PressedKeys {
  #signs = [];

  /** Take note of a keydown event. */
  press({ code, key }) {
    const sign = code.match(/^(?:Key|Digit)(.)$/)?.[1] ?? MARKS[code];
    if (key === "Backspace") {
      this.#signs.pop();
    } else if (sign) {
      this.#signs.push(sign);
    }
  }

  /** Give them as a text, and begin anew. */
  take() {
    return this.#signs.splice(0).join("");
  }
}

/** Give the code that is sent of what was typed: one that the roster knows, also by the keys pressed; else as read. */
export function codeOf(read, roster, typed, keys) {
  const [text, pressed] = [read(typed), read(keys)];
  const known = new Set(roster.registrations.map((person) => person.badge_code));
  const legible = [text, pressed].find((reading) => reading.isLegible)?.codes[0];
  // Of a long text the end: there the code stands.
  return [...text.codes, ...pressed.codes].find((code) => known.has(code)) ?? legible ?? text.text.slice(-200);
}
