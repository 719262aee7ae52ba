// The registration form with JavaScript: questions appear when they are asked, colleagues are added at once, and what
// was typed is kept in this browser alone until it is sent. All of it works without; the server decides.

const NEVER_KEPT = /^(once|website|party|dietary_needs|access_needs|consents\..*)$/;
const KEPT_FOR = 14 * 24 * 3600 * 1000;

const keyOf = (event) => `registration-draft:${event}`;

function answersTo(form, name) {
  return [...form.querySelectorAll("input")]
    .filter((input) => input.name === name && input.checked && !input.closest("[hidden]"))
    .map((input) => input.value);
}

/** Show the questions that the answers before them ask for; in their order, so that one may hang on another. */
function ask(form) {
  for (const question of form.querySelectorAll("[data-after]")) {
    const wanted = question.dataset.answers.split(" ");
    question.hidden = !answersTo(form, question.dataset.after).some((answer) => wanted.includes(answer));
    for (const hint of question.querySelectorAll(".condition")) hint.hidden = true;
  }
}

function fields(form) {
  return [...form.elements].filter((each) => each.name && each.type !== "file" && !NEVER_KEPT.test(each.name));
}

function keep(form, key) {
  const typed = {};
  for (const each of fields(form)) {
    const isChoice = each.type === "checkbox" || each.type === "radio";
    if (isChoice) (typed[each.name] ??= []).push(...(each.checked ? [each.value] : []));
    else typed[each.name] = [each.value];
  }
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed }));
  } catch {
    // A browser that keeps nothing still sends the form.
  }
}

function kept(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? sessionStorage.getItem(key));
    return draft && Date.now() - draft.at < KEPT_FOR ? draft.typed : null;
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** Leave what was sent to this tab alone, for whoever finds that the address was wrong; it goes when the tab does. */
function leaveToTab(key) {
  const draft = kept(key);
  forget(key);
  if (draft) sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: draft }));
}

/** Ask the server for the form with a colleague more or less, and put only their part of it in place. */
async function changeParty(form, button) {
  const sent = new FormData();
  for (const [name, value] of new FormData(form)) if (name.startsWith("companions.")) sent.append(name, value);
  sent.set("party", button.value);
  const answer = await fetch(form.action, { method: "POST", body: sent });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("#companions");
  if (!part) throw new Error("no form came back");
  form.querySelector("#companions").replaceWith(part);
  const blocks = part.querySelectorAll(".colleague");
  const last = blocks[blocks.length - 1];
  (button.value === "add" && last ? last.querySelector("input") : part.querySelector("button"))?.focus();
}

async function restore(form, typed) {
  const colleagues = Object.keys(typed).filter((name) => /^companions\.\d+\.email$/.test(name)).length;
  for (let place = 0; place < colleagues; place += 1) {
    const add = form.querySelector("#companions button[value=add]");
    if (add) await changeParty(form, add);
  }
  for (const each of fields(form)) {
    const values = typed[each.name];
    if (!values) continue;
    if (each.type === "checkbox" || each.type === "radio") each.checked = values.includes(each.value);
    else if (each.type !== "hidden") each.value = values[0];
  }
}

function differs(form, typed) {
  return fields(form).some((each) => {
    const values = typed[each.name] ?? [];
    if (each.type === "checkbox" || each.type === "radio") return each.checked !== values.includes(each.value);
    return each.type !== "hidden" && (values[0] ?? "") !== each.value;
  }) || Object.keys(typed).some((name) => name.startsWith("companions."));
}

/** Offer what was kept, and put nothing in by itself: it may be somebody else's, their colleagues included. */
function offer(form, key, typed) {
  const notice = document.getElementById("draft");
  const answer = async (wanted) => {
    notice.hidden = true;
    if (!wanted) return forget(key);
    await restore(form, typed).catch(() => {});
    ask(form);
    form.querySelector("input:not([type=hidden], [tabindex])")?.focus();
  };
  notice.hidden = false;
  notice.querySelector("[data-draft=take]").addEventListener("click", () => answer(true));
  notice.querySelector("[data-draft=leave]").addEventListener("click", () => answer(false));
  // Whoever starts to write has answered: what they write is kept in its place.
  form.addEventListener("input", () => { notice.hidden = true; }, { once: true });
}

async function start(form) {
  const key = keyOf(form.dataset.event);
  const typed = form.hasAttribute("data-fresh") ? kept(key) : null;
  if (typed && differs(form, typed)) offer(form, key, typed);
  let waiting = 0;
  const save = () => {
    clearTimeout(waiting);
    keep(form, key);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 250);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=party]");
    if (!button) return;
    event.preventDefault();
    changeParty(form, button).then(save, () => form.requestSubmit(button));
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "party") return;
    save();
  });
}

/** Say at once that a file is too large, before it is sent in vain. */
function weigh(input) {
  const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.largest));
  input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
  if (isTooLarge) input.reportValidity();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][data-largest]")) weigh(event.target);
});

for (const form of document.querySelectorAll("form")) {
  if (!form.querySelector("[data-after]")) continue;
  form.addEventListener("change", () => ask(form));
}
const form = document.getElementById("registration");
if (form) await start(form);
for (const each of document.querySelectorAll("form")) ask(each);
for (const done of document.querySelectorAll("[data-registered]")) {
  const key = keyOf(done.dataset.registered);
  if ("again" in done.dataset) leaveToTab(key);
  else forget(key);
}
