// One fold for searching names, by the same table and the same rules as events_service/web/fold.py.

const FEWEST_LETTERS = 3; // by its sound a word is looked for from this length on

/** How a name was found: as it is written, be it in Latin letters, or by its sound alone. */
export const WRITTEN = 0;
export const SOUNDING = 1;

/** Give { sought }, which reads queries by the table of name-fold.json. */
export function folding(table) {
  const within = new RegExp(`[${table.within.replace(/[\\\]^-]/g, "\\$&")}]`, "gu");
  const apart = new RegExp(`[^\\p{L}\\p{N}_@+${table.accents}]+`, "gu");
  const accents = new RegExp(`[${table.accents}]`, "gu");
  const letters = replacing(table.letters);
  const scripts = replacing(table.scripts);
  const pairs = replacing(table.pairs);
  const sounds = replacing(table.sound);

  const prepared = (text, between) =>
    text.replace(within, between).normalize("NFC").toLowerCase().replace(apart, " ");
  const bare = (text) => letters(text.normalize("NFKD").toLowerCase().replace(accents, ""));
  const latin = (text) => scripts(bare(pairs(text)));
  const sound = (text) => sounds(text).replace(/([a-z])\1+/g, "$1");

  /** Give { words, nearness }: nearness(text) is WRITTEN, SOUNDING, or null where a word is missing. */
  function sought(query) {
    const words = prepared(query, " ").split(/\s+/).filter(Boolean);
    const forms = words.map((word) => [bare(word), latin(word), sound(latin(word))]);
    function nearness(text) {
      const name = prepared(text, "");
      const written = bare(name);
      const spelled = latin(name);
      const missing = forms.filter((word) => !written.includes(word[0]) && !spelled.includes(word[1]));
      if (missing.length === 0) {
        return WRITTEN;
      }
      const heard = sound(spelled);
      const isHeard = missing.every((word) => word[2].length >= FEWEST_LETTERS && heard.includes(word[2]));
      return isHeard ? SOUNDING : null;
    }
    return { words, nearness };
  }

  return { sought, bare };
}

/** Give a function that replaces what stands on the left, of several the longest, in one go from left to right. */
function replacing(pairs) {
  const longestFirst = Object.keys(pairs).sort((one, other) => other.length - one.length);
  const found = new RegExp(longestFirst.join("|"), "gu");
  return (text) => text.replace(found, (match) => pairs[match]);
}
