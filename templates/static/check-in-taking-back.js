// Why a check-in is taken back: one of the reasons by one tap, or own words; Escape leaves it as it is.

import { find, timeOf, words } from "./check-in-page.js";

/** Ask why a scan is taken back; gives { reason, words }, or null where it is left as it is. `title`: its checkpoint. */
export function askWhy({ scan, name }, title) {
  const dialog = find("taking-back");
  const typed = find("taking-back-words");
  find("taking-back-whom").textContent = words.take_back_whom.replace("{name}", () => name ?? scan.badge_code);
  find("taking-back-at").textContent = `${timeOf(scan.scanned_at)} · ${title}`;
  typed.value = "";
  return new Promise((resolve) => {
    let why = null;
    const choose = (submitted) => {
      submitted.preventDefault();
      const reason = submitted.submitter?.value ?? "";
      why = whyOf(reason, typed.value.trim());
      if (reason && !why) {
        typed.value = ""; // blanks alone say nothing: the browser asks for words
        typed.reportValidity();
        return;
      }
      dialog.close();
    };
    const end = () => {
      dialog.removeEventListener("submit", choose);
      find("taking-back-whom").textContent = ""; // a desk that is shut shows nobody
      resolve(why);
    };
    dialog.addEventListener("submit", choose);
    dialog.addEventListener("close", end, { once: true });
    dialog.showModal();
  });
}

function whyOf(reason, typed) {
  if (reason === "other") {
    return typed ? { reason, words: typed } : null;
  }
  return reason ? { reason } : null;
}

/** Say why a scan was taken back; empty where nobody said it. */
export function whyInWords(why) {
  return why ? why.words || words.why_taken_back[why.reason] : "";
}
