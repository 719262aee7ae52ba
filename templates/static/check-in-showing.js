// Draws what the desk knows: the answer to a scan, how many came, the line, the last scans, and people found by name.
// `view` is what the desk knows: { roster, scans, waiting, arrivals, awaited, checkpoint, chosenOn }.

import { answer } from "./check-in-answer.js";
import { countsOf } from "./check-in-counts.js";
import { matching, unexpectedBy, whyOtherwise } from "./check-in-decide.js";
import { whyInWords } from "./check-in-taking-back.js";
import { button, element, entering, find, language, leastLetters, timeOf, words } from "./check-in-page.js";

const MOST_LATEST = 8;

/**
 * Show in large letters what a scan led to; `isLegible` tells whether a badge's code was read at all, `letIn` takes the
 * reason why somebody whom nobody has approved may come in.
 */
export function showOutcome(view, entry, outcome, isLegible, letIn) {
  const person = view.roster.registrations.find((one) => one.badge_code === entry.scan.badge_code);
  const waits = entry.status && !["confirmed", "cancelled"].includes(entry.status) ? words.statuses[entry.status] : "";
  const why = person && unexpectedBy(view.roster, person, entry.scan.checkpoint);
  const unread = outcome === "unknown_badge" && !isLegible && words.no_badge;
  const toDo = words.saw.includes(outcome) && (words.to_do[entry.status] ?? words.to_do[why]);
  const who = person && `${person.organisation} · ${words.categories[person.category]}`;
  const [colour, word, notes] = [words.colours[outcome], words.outcomes[outcome], person?.notes ?? []];
  const state = [waits, words.unexpected[why]].filter(Boolean);
  showAnswer(entry, colour, word, [who, ...notes, ...state, toDo, unread || words.advice[outcome]]);
  answer(colour, { word, name: entry.name ?? entry.scan.badge_code, lines: [who, ...notes, ...state].filter(Boolean) });
  if (outcome === "not_approved" && entering) {
    find("outcome").firstElementChild.append(letInForm(letIn));
  }
}

function letInForm(letIn) {
  const reason = element("input", { name: "let_in_because", maxLength: 200, required: true });
  const form = element("form", { className: "let-in" }, element("label", {}, words.let_in_because, " ", reason));
  form.append(element("button", { className: "secondary", textContent: words.let_in }));
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    if (reason.value.trim()) {
      letIn(reason.value.trim());
    }
  });
  return form;
}

/** Show what became of taking a check-in back. */
export function showAnswer(entry, colour, word, sentences) {
  const box = element("div", { className: `outcome ${colour}` });
  box.append(element("strong", { textContent: word }));
  box.append(element("p", { className: "outcome-name", textContent: entry.name ?? entry.scan.badge_code }));
  box.append(...sentences.filter(Boolean).map((sentence) => element("p", { textContent: sentence })));
  find("outcome").replaceChildren(box);
}

/** Show what the service says of a take-back: that it counts still, or that another scan saw the person. */
export function showTakenBack(entry) {
  const [colour, word] = entry.refused ? ["refused", words.not_taken_back] : ["already", words.taken_back];
  showAnswer(entry, colour, word, [entry.refused ? "" : whyInWords(entry.why), saidOf(entry)]);
}

function saidOf({ refused, seenAt }) {
  return refused ? words.still_counts[refused] : words.still_here.replace("{time}", timeOf(seenAt));
}

/** Show which checkpoint is chosen, and have the page's forms name it. */
export function showCheckpoint(view) {
  for (const link of document.querySelectorAll(".checkpoints a")) {
    link.toggleAttribute("aria-current", false);
    if (link.dataset.key === view.checkpoint) {
      link.setAttribute("aria-current", "true");
    }
  }
  for (const [name, value] of [["checkpoint", view.checkpoint], ["on", view.chosenOn]]) {
    for (const hidden of document.querySelectorAll(`input[name=${name}]`)) {
      hidden.value = value;
    }
  }
}

/** Show how many are here, expected and not yet come, in all and by category and desk. */
export function showCounts(view) {
  const named = { categories: Object.keys(words.categories), here: words.this_desk, elsewhere: words.other_desks };
  const counts = countsOf(view, named);
  for (const [id, count] of [["present", counts.present], ["expected", counts.expected], ["missing", counts.missing]]) {
    find(id).textContent = count;
  }
  const byCategory = counts.byCategory.map(([category, { present, expected, missing }]) =>
    countedRow(words.categories[category], [present, expected, missing]));
  find("counts-categories").replaceChildren(...byCategory);
  find("counts-desks")?.replaceChildren(...counts.byDesk.map(([desk, people]) => countedRow(desk, [people])));
  find("counts").hidden = false;
  find("counts-parts").hidden = byCategory.length === 0;
}

function countedRow(name, counts) {
  const cells = counts.map((textContent) => element("td", { className: "number", textContent }));
  return element("tr", {}, element("th", { scope: "row", textContent: name }), ...cells);
}

/** Show the state of the line to the service and how many scans wait. */
export function showLine(view, line) {
  const { waiting } = view;
  const shown = find("connection");
  const texts = { online: words.online, offline: words.offline };
  const state = texts[line.state] ?? words[line.state];
  const queue = waiting ? words.waiting.replace("{count}", waiting) : words.all_sent;
  shown.hidden = false;
  shown.className = `connection ${line.state === "online" ? "" : "offline"} ${line.state in texts ? "" : "refused"}`;
  shown.dataset.state = line.state;
  shown.dataset.waiting = waiting;
  shown.replaceChildren(element("span", { textContent: state }), element("span", { textContent: queue }));
  shown.append(...kept(view, line).map((textContent) => element("span", { textContent })));
  if (waiting && line.elsewhere && line.elsewhere !== "offline") {
    const why = { not_allowed: words.other_event }[line.elsewhere] ?? words[line.elsewhere];
    shown.append(element("span", { textContent: why }));
  }
  if (line.state === "sign_in" && words.sign_in_link) {
    shown.append(element("a", { href: "/sign-in", textContent: words.sign_in_link }));
  }
}

/** Give the sentences on what the device keeps: how old its roster is, and what may be lost with it. */
function kept({ heardAt, isOver, trouble, atRisk, isPersistent, waiting }, line) {
  const sentences = [];
  if (heardAt) {
    sentences.push(words.list_age.replace("{age}", ageOf(line.now() - heardAt)));
  } else if (isOver && !line.isShut) {
    sentences.push(words.list_over);
  }
  if (trouble) {
    sentences.push(words.storage[trouble], ...(atRisk ? [words.storage.at_risk.replace("{count}", atRisk)] : []));
  } else if (isPersistent === false && waiting) {
    sentences.push(words.storage.not_promised);
  }
  return sentences;
}

/** Write an age as the reader's language does: 3 minutes ago. */
function ageOf(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : [Math.floor(minutes / 60), "hour"];
  const [whole, named] = unit === "hour" && count >= 48 ? [Math.floor(count / 24), "day"] : [count, unit];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-whole, named);
}

/** Show nobody any more where the desk is shut, and where it no longer is, let it be used again. */
export function showShut(isShut) {
  const desk = find("desk");
  if (isShut === "shut" in desk.dataset) {
    return;
  }
  desk.toggleAttribute("data-shut", isShut);
  for (const used of ["scan-form", "search-form", "counts", "counts-parts"]) {
    find(used).hidden = isShut;
  }
  if (isShut) {
    find("answer").hidden = true;
    for (const shown of ["outcome", "answer", "people", "latest"]) {
      find(shown).replaceChildren();
    }
    document.querySelector(".aside")?.remove();
    find("taking-back").close();
  }
}

/** Show the last scans; `takeBack` takes one of them. */
export function showLatest(view, takeBack) {
  const latest = view.scans.filter((entry) => !entry.takesBack).slice(-MOST_LATEST).reverse();
  if (latest.length > 0 && view.roster) {
    const waiting = new Set(view.scans.filter((entry) => entry.takesBack && !entry.sent).map((entry) => entry.takesBack));
    find("latest").replaceChildren(...latest.map((entry) => latestItem(view, entry, waiting, takeBack)));
  }
}

function latestItem(view, entry, waiting, takeBack) {
  const outcome = entry.server ?? entry.outcome;
  const word = entry.withdrawn ? words.taken_back : words.outcomes[outcome];
  const colour = entry.withdrawn ? "quiet" : words.colours[outcome];
  const title = titleOf(view.roster, entry.scan.checkpoint);
  const who = element("div", {}, element("strong", { textContent: entry.name ?? entry.scan.badge_code }), " ");
  who.append(element("span", { className: "muted small", textContent: title }));
  if (entry.why) {
    who.append(" ", element("span", { className: "muted small", textContent: whyInWords(entry.why) }));
  }
  const item = element("li", {}, element("span", { className: "number", textContent: timeOf(entry.scan.scanned_at) }));
  item.append(who, element("span", { className: `tag ${colour}`, textContent: word }));
  if (!entry.sent || waiting.has(entry.scan.id)) {
    item.append(element("span", { className: "tag quiet", textContent: words.not_sent }));
  }
  if (words.saw.includes(outcome) && !entry.withdrawn) {
    item.append(button(words.take_back, "link", () => takeBack(entry)));
  }
  return item;
}

/** Show what the service decided otherwise, each with its reason, until a human has seen it. */
export function showDifferences(view, onSeen) {
  const open = view.scans.filter((entry) => entry.sent && !entry.seen && !view.awaited.has(entry.scan.id));
  const box = find("differences");
  box.hidden = open.length === 0 || !view.roster;
  box.querySelector("ul").replaceChildren(...open.map((entry) => differenceItem(entry, onSeen)));
}

function differenceItem(entry, onSeen) {
  const text = element("div", {}, element("strong", { textContent: entry.name ?? entry.scan.badge_code }), " ");
  if (entry.takesBack) {
    text.append(entry.refused ? words.not_taken_back : words.taken_back, ". ", saidOf(entry));
  } else {
    const said = words.differs
      .replace("{local}", words.outcomes[entry.outcome])
      .replace("{server}", words.outcomes[entry.server]);
    const why = entry.refused || words.why_otherwise[whyOtherwise(entry)];
    text.append(why, element("span", { className: "muted small", textContent: said }));
  }
  return element("li", {}, text, button(words.seen, "secondary", () => onSeen(entry)));
}

/**
 * Show whom a query finds; `checkIn` takes a badge's code, `enter` the name of somebody who is not on the list.
 */
export function showPeople(view, fold, checkIn, enter) {
  const typed = find("query").value;
  const query = typed.trim().length < leastLetters ? "" : typed;
  const items = matching(fold, view.roster, query).map((person) => personItem(view, person, checkIn));
  if (items.length === 0 && query.trim()) {
    items.push(element("li", { className: "muted", textContent: words.nobody }));
  }
  if (query.trim()) {
    const name = query.trim();
    const enterNow = button(words.enter.replace("{name}", () => name), "outline", () => enter(name));
    items.push(element("li", {}, enterNow));
  }
  find("people").replaceChildren(...items);
}

function personItem(view, person, checkIn) {
  const who = element("div", {}, element("strong", { textContent: person.name }));
  who.append(element("span", { className: "muted small", textContent: person.organisation }));
  if (person.status !== "confirmed") {
    const colour = person.status === "cancelled" ? "cancelled" : "pending";
    who.append(element("span", { className: `tag ${colour}`, textContent: words.statuses[person.status] }));
  }
  const unexpected = words.unexpected[unexpectedBy(view.roster, person, view.checkpoint)];
  if (unexpected) {
    who.append(element("span", { className: "tag pending", textContent: unexpected }));
  }
  const item = element("li", {}, who);
  if (view.arrivals.has(`${person.id} ${view.checkpoint}`)) {
    item.append(element("span", { className: "tag already", textContent: words.outcomes.already_checked_in }));
  } else if (person.status !== "cancelled") {
    item.append(button(words.check_in, "", () => checkIn(person.badge_code)));
  }
  return item;
}

/** Give the title of a checkpoint, else its key. */
export function titleOf(roster, checkpoint) {
  return roster?.checkpoints.find((point) => point.key === checkpoint)?.title ?? checkpoint;
}
