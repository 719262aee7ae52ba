// Draws the first page anew whenever a setting of the print page changes.

const form = document.querySelector("[data-preview]");
const picture = document.querySelector("#preview");
const caption = document.querySelector("[data-refused]");
const PAUSE_MS = 350;
let waiting;

function renew() {
  const settings = new URLSearchParams(new FormData(form));
  picture.setAttribute("aria-busy", "true");
  picture.src = `${form.dataset.preview}?${settings}`;
}

if (form && picture) {
  const title = caption.textContent;
  const settle = (drawn) => {
    picture.removeAttribute("aria-busy");
    picture.hidden = !drawn;
    caption.textContent = drawn ? title : caption.dataset.refused;
  };
  picture.addEventListener("load", () => settle(true));
  picture.addEventListener("error", () => settle(false));
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE_MS);
  });
}
