// Walk-ins: whoever stands at the door and is on no list is entered by a few fields, also without the network. The id
// and the badge's code are made here, so that a walk-in sent twice is one, and a badge can be scanned before it is sent.

import { dayOf, entering, find, words } from "./check-in-page.js";

const FIELDS = ["first_name", "last_name", "organisation", "country", "category"];

/** Make the code of a badge, of `length` of these letters. */
export function makeCode(letters, length) {
  // Octets past the last whole round of the letters would prefer some of them.
  const whole = 256 - (256 % letters.length);
  let code = "";
  while (code.length < length) {
    const [octet] = crypto.getRandomValues(new Uint8Array(1));
    code += octet < whole ? letters[octet % letters.length] : "";
  }
  return code;
}

/** Give who is on the roster together with whom this device entered and the roster does not know yet. */
export function withWalkIns(roster, scans) {
  const known = new Set(roster.registrations.map((person) => person.badge_code));
  const came = scans.filter((entry) => entry.walkIn && !entry.refused && !known.has(entry.scan.badge_code));
  if (came.length === 0) {
    return roster;
  }
  return { ...roster, registrations: [...roster.registrations, ...came.map(personOf)] };
}

function personOf({ scan, walkIn, status, registration }) {
  return {
    id: registration ?? scan.id,
    name: `${walkIn.first_name} ${walkIn.last_name}`,
    latin_name: "",
    organisation: walkIn.organisation,
    category: walkIn.category,
    status: status ?? "confirmed",
    badge_code: scan.badge_code,
    expected_at: [scan.checkpoint, dayOf(new Date(scan.scanned_at))],
    checked_in: [],
    notes: walkIn.photos ? [] : [words.walk_in.no_photos],
  };
}

/** The form of the desk's page; `enter` takes { badge_code, walkIn } and `isTaken` tells whether a badge is somebody's. */
export class WalkInForm {
  constructor({ enter, isTaken, codeIn, onClose }) {
    Object.assign(this, { enter, isTaken, codeIn, onClose, shown: find("walk-in") });
    const form = find("walk-in-form");
    form.addEventListener("submit", (submitted) => {
      submitted.preventDefault();
      this.submit(form);
    });
    find("walk-in-close").addEventListener("click", () => this.close());
    form.elements.spare.addEventListener("keydown", (pressed) => {
      // A hand scanner ends with Enter: the badge is read, the person is not entered yet.
      if (pressed.key === "Enter" && form.elements.spare.value) {
        pressed.preventDefault();
        form.querySelector("button").focus();
      }
    });
  }

  /** Open the form with a name as it was searched for. */
  open(name, view) {
    if (find("walk-in-full")) {
      find("walk-in-full").href = `${entering}?${new URLSearchParams({ name, checkpoint: view.checkpoint, on: view.chosenOn })}`;
    }
    const form = find("walk-in-form");
    form.reset();
    this.say("");
    const parts = name.trim().split(/\s+/);
    form.elements.last_name.value = parts.length > 1 ? parts.pop() : "";
    form.elements.first_name.value = parts.join(" ");
    this.shown.hidden = false;
    form.elements[form.elements.last_name.value ? "organisation" : "last_name"].focus();
    this.shown.scrollIntoView?.({ block: "nearest" });
  }

  close() {
    this.shown.hidden = true;
    this.onClose();
  }

  async submit(form) {
    const { letters, length } = this.shown.dataset;
    const typed = form.elements.spare.value.trim();
    const badge_code = typed ? this.codeIn(typed) : makeCode(letters, Number(length));
    if (!new RegExp(`^[${letters}]{${length}}$`).test(badge_code)) {
      return this.say(words.walk_in.no_badge);
    }
    if (this.isTaken(badge_code)) {
      return this.say(words.walk_in.taken);
    }
    const walkIn = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
    if (FIELDS.some((name) => !walkIn[name])) {
      return this.say(words.walk_in.missing);
    }
    this.shown.hidden = true;
    return this.enter({ badge_code, walkIn: { ...walkIn, photos: form.elements.photos.value === "yes" } });
  }

  say(sentence) {
    find("walk-in-fault").textContent = sentence;
    find("walk-in-fault").hidden = !sentence;
  }
}
