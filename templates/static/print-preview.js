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

// A picture that is refused comes with the sentence that says which setting is wrong; an <img> cannot read it.
async function reason(address) {
  try {
    const answer = await fetch(address);
    const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
    return isProblem ? (await answer.json()).title : caption.dataset.refused;
  } catch {
    return caption.dataset.refused;
  }
}

if (form && picture) {
  const title = caption.textContent;
  const settle = (refusal) => {
    picture.removeAttribute("aria-busy");
    picture.hidden = Boolean(refusal);
    caption.classList.toggle("fault", Boolean(refusal));
    caption.textContent = refusal || title;
  };
  picture.addEventListener("load", () => settle(""));
  picture.addEventListener("error", async () => {
    const address = picture.src;
    const refusal = await reason(address);
    if (picture.src === address) settle(refusal);
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE_MS);
  });
}
