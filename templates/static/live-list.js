// A list that is narrowed as one types: the page is asked for again, and the parts that tell what was found are replaced.
// Without it the form's button does the same.

const PAUSE_MS = 200;
const PARTS = ["found-number", "found-files"];
const form = document.querySelector("form[data-live]");

let pause;
let asked;

async function show() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const filled = [...new FormData(form)].filter(([, value]) => value !== "");
  const address = `${form.getAttribute("action")}?${new URLSearchParams(filled)}`;
  const list = document.getElementById(form.dataset.live);
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of [form.dataset.live, ...PARTS]) {
      document.getElementById(id).replaceChildren(...fresh.getElementById(id).childNodes);
    }
    history.replaceState(null, "", address);
    list.removeAttribute("aria-busy");
  } catch {
    // What was asked for since takes its place; where the network is gone or who reads was signed out, the page says so.
    if (!signal.aborted) form.submit();
  }
}

if (form) {
  form.addEventListener("input", (event) => {
    clearTimeout(pause);
    pause = setTimeout(show, event.target.type === "search" ? PAUSE_MS : 0);
  });
}
