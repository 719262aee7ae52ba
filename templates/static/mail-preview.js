// Shows a mail anew beside its form whenever its words, or who reads it, change; without this, a button does.

import { fit } from "./letter-frame.js";

const form = document.querySelector("form[data-mail]");
const PAUSE_MS = 350;
let waiting;

// A new frame each time: one that is filled again would add a step to the browser's way back.
function renew() {
  const before = form.querySelector("iframe.letter");
  const frame = before.cloneNode();
  before.replaceWith(frame);
  fit(frame);
  form.requestSubmit(form.querySelector("[data-show]"));
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE_MS);
  });
  form.querySelector("[data-show]").hidden = true;
  renew();
}
