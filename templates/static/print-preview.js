// Draws the first page anew whenever a setting of the print page changes.

const form = document.querySelector("[data-preview]");
const picture = document.querySelector("#preview");
const PAUSE_MS = 350;
let waiting;

function renew() {
  const settings = new URLSearchParams(new FormData(form));
  picture.setAttribute("aria-busy", "true");
  picture.src = `${form.dataset.preview}?${settings}`;
}

if (form && picture) {
  const settled = () => picture.removeAttribute("aria-busy");
  picture.addEventListener("load", settled);
  picture.addEventListener("error", settled);
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE_MS);
  });
}
