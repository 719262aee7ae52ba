// On every page: the language menu closes as menus do, and a form that is on its way says so and is not sent twice.

const menu = document.querySelector("details.languages");

if (menu) {
  const summary = menu.querySelector("summary");
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  // A press on the menu's own ground moves the focus to nothing; only what lies elsewhere is leaving.
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

const busy = new Set();

function settle(form) {
  busy.delete(form);
  for (const each of [form, ...form.querySelectorAll("[aria-busy]")]) each.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A form that a script sends, or whose answer is a file or goes into a frame, leaves the page where it is.
  const stays = form.hasAttribute("data-file") || event.submitter?.hasAttribute("formtarget");
  if (event.defaultPrevented || form.method !== "post" || stays) return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  busy.add(form);
  // Unseen buttons take the return key; who watches looks at the one that stands for it.
  const pressed = event.submitter?.matches("[aria-hidden]") ? form.querySelector(".actions button") : event.submitter;
  for (const each of [form, pressed]) each?.setAttribute("aria-busy", "true");
});

// Whoever comes back with the browser's button may send again.
addEventListener("pageshow", () => {
  for (const form of [...busy]) settle(form);
});
