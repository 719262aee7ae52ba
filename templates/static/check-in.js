// The check-in desk, when JavaScript runs: each scan is decided on the device, kept there, and sent when it can be.
// Until the device has a roster, the page's own forms do the work.

import { arrivalsOf, codeOf, decide, differs, holderOf, matching, unexpectedBy } from "./check-in-decide.js";
import { Line, refusalOf } from "./check-in-sending.js";
import { openStore } from "./check-in-store.js";
import { folding } from "./name-fold.js";

const desk = document.getElementById("desk");
const words = JSON.parse(document.getElementById("desk-words").textContent);
const event = desk.dataset.event;
const address = desk.dataset.address;
const find = (id) => document.getElementById(id);
const badge = find("badge");
const view = {
  checkpoint: desk.dataset.checkpoint,
  chosenOn: desk.dataset.today,
  roster: null,
  scans: [],
  waiting: 0,
  arrivals: new Set(),
  awaited: new Set(),
};

const [store, fold] = await Promise.all([openStore(), readFold()]).catch(() => []);
if (store) {
  start();
}

async function readFold() {
  return folding(await (await fetch(new URL("name-fold.json", import.meta.url))).json());
}

async function start() {
  const line = new Line({ event, store, differs, device: deviceName(), onChange: () => refresh(line) });
  if (!("shell" in desk.dataset)) {
    line.setClock(desk.dataset.time);
  }
  find("scan-form").addEventListener("submit", (submitted) => byBadge(submitted, line));
  find("search-form").addEventListener("submit", (submitted) => view.roster && submitted.preventDefault());
  find("query").addEventListener("input", () => view.roster && showPeople(line));
  document.querySelector(".checkpoints").addEventListener("click", (clicked) => chooseCheckpoint(clicked, line));
  document.addEventListener("keydown", typeIntoField);
  prepareSound();
  if ("shell" in desk.dataset) {
    await chooseAsOfNow(line);
  }
  await refresh(line);
  await store.forgetOld(line.now());
  await Promise.allSettled([line.run(), keepPage()]);
  desk.dataset.ready = "";
}

// Scanning ------------------------------------------------------------------------------------------------------------

async function byBadge(submitted, line) {
  if (!view.roster) {
    return; // the form itself goes to the service
  }
  submitted.preventDefault();
  const read = badge.value;
  badge.value = "";
  badge.focus();
  if (read.trim()) {
    await checkIn(codeOf(read).slice(0, 200), "scan", line);
  }
}

async function checkIn(code, method, line) {
  leaveYesterday(line);
  const holder = holderOf(view.roster, code);
  const entry = {
    scan: {
      id: crypto.randomUUID(),
      event,
      badge_code: code,
      checkpoint: view.checkpoint,
      scanned_at: line.now().toISOString(),
      method,
    },
    at: Date.now(),
    outcome: decide(view.roster, view.arrivals, code, view.checkpoint),
    name: holder?.name,
    status: holder?.status,
    sent: false,
    seen: false,
    newer: true,
  };
  // Somebody may have registered a minute ago: the service knows, so the desk waits for it while there is a line.
  const unsure = !holder && line.state === "online";
  if (unsure) {
    view.awaited.add(entry.scan.id);
  }
  await store.keep(entry);
  if (!unsure) {
    showOutcome(entry, entry.outcome);
  }
  await refresh(line);
  const sent = line.run();
  if (unsure) {
    await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 5000))]);
    const settled = (await store.scans(event)).find((one) => one.scan.id === entry.scan.id) ?? entry;
    if (settled.sent) {
      await store.keep({ ...settled, seen: true });
    }
    view.awaited.delete(entry.scan.id);
    showOutcome(settled, settled.server ?? settled.outcome);
    await refresh(line);
  }
}

/** A hand scanner types wherever the keyboard is: what it types belongs into the field. */
function typeIntoField(pressed) {
  const elsewhere = !document.activeElement || document.activeElement === document.body;
  if (elsewhere && pressed.key.length === 1 && !pressed.ctrlKey && !pressed.metaKey && !pressed.altKey) {
    badge.focus();
  }
}

function chooseCheckpoint(clicked, line) {
  const link = clicked.target.closest("a[data-key]");
  if (!link || !view.roster) {
    return;
  }
  clicked.preventDefault();
  goTo(link.dataset.key, todayAt(line));
  find("new-day").hidden = true;
  find("query").value = "";
  find("people").replaceChildren();
  badge.focus();
}

function goTo(checkpoint, chosenOn) {
  Object.assign(view, { checkpoint, chosenOn });
  history.replaceState(null, "", `${address}?${new URLSearchParams({ checkpoint, on: chosenOn })}`);
  showCheckpoint();
  showCounts();
}

/** Give the day at the event, as the keys of days are written. */
function todayAt(line) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: desk.dataset.zone, dateStyle: "short" }).format(line.now());
}

/** A page kept by the device was made on another day: choose what its address names, else today. */
async function chooseAsOfNow(line) {
  const held = await store.roster(event);
  const known = new Set(held?.roster.checkpoints.map((point) => point.key));
  const asked = new URLSearchParams(location.search);
  view.checkpoint = [asked.get("checkpoint"), todayAt(line)].find((key) => known.has(key)) ?? view.checkpoint;
  view.chosenOn = asked.get("on");
}

/** A desk left open overnight goes on for today, where the event does; what was chosen today was meant as it is. */
function leaveYesterday(line) {
  const today = todayAt(line);
  const day = view.roster.checkpoints.find((point) => point.key === view.checkpoint)?.day ?? today;
  if (day >= today || view.chosenOn === today || !view.roster.checkpoints.some((point) => point.key === today)) {
    return;
  }
  goTo(today, today);
  find("new-day").textContent = words.new_day.replace("{checkpoint}", titleOf(today));
  find("new-day").hidden = false;
}

// Showing -------------------------------------------------------------------------------------------------------------

async function refresh(line) {
  const held = await store.roster(event);
  view.scans = await store.scans(event);
  view.waiting = (await store.unsent()).length;
  view.roster = held?.roster ?? null;
  if (view.roster) {
    view.arrivals = arrivalsOf(view.roster, view.scans);
    leaveYesterday(line);
    showCheckpoint();
    showCounts();
    if (find("query").value) {
      showPeople(line);
    }
  }
  showLine(line);
  showLatest(line);
  showDifferences(line);
}

function showOutcome(entry, outcome) {
  const person = view.roster.registrations.find((one) => one.badge_code === entry.scan.badge_code);
  const box = element("div", { className: `outcome ${words.colours[outcome]}` });
  box.append(element("strong", { textContent: words.outcomes[outcome] }));
  box.append(element("p", { className: "outcome-name", textContent: entry.name ?? entry.scan.badge_code }));
  const waits = entry.status && !["confirmed", "cancelled"].includes(entry.status) ? words.statuses[entry.status] : "";
  const unexpected = person && words.unexpected[unexpectedBy(view.roster, person, entry.scan.checkpoint)];
  for (const text of [person?.organisation, waits, unexpected, words.advice[outcome]]) {
    if (text) {
      box.append(element("p", { textContent: text }));
    }
  }
  find("outcome").replaceChildren(box);
  sound(outcome === "accepted");
}

function showCheckpoint() {
  for (const link of document.querySelectorAll(".checkpoints a")) {
    link.toggleAttribute("aria-current", false);
    if (link.dataset.key === view.checkpoint) {
      link.setAttribute("aria-current", "true");
    }
  }
  for (const hidden of document.querySelectorAll("input[name=checkpoint]")) {
    hidden.value = view.checkpoint;
  }
  for (const hidden of document.querySelectorAll("input[name=on]")) {
    hidden.value = view.chosenOn;
  }
}

function showCounts() {
  const people = view.roster.registrations;
  find("present").textContent = people.filter((one) => view.arrivals.has(`${one.id} ${view.checkpoint}`)).length;
  find("expected").textContent = people.filter((one) => one.expected_at.includes(view.checkpoint)).length;
  find("counts").hidden = false;
}

function showLine(line) {
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
  if (waiting && line.elsewhere) {
    const why = { not_allowed: words.other_event }[line.elsewhere] ?? words[line.elsewhere];
    shown.append(element("span", { textContent: why }));
  }
  if (line.state === "sign_in") {
    shown.append(element("a", { href: "/sign-in", textContent: words.sign_in_link }));
  }
}

function showLatest(line) {
  const latest = view.scans.slice(-8).reverse();
  if (latest.length === 0) {
    return;
  }
  const items = latest.map((entry) => {
    const outcome = entry.server ?? entry.outcome;
    const item = element("li", {});
    const who = element("div", {});
    who.append(element("strong", { textContent: entry.name ?? entry.scan.badge_code }), " ");
    who.append(element("span", { className: "muted small", textContent: titleOf(entry.scan.checkpoint) }));
    const word = entry.withdrawn ? words.taken_back : words.outcomes[outcome];
    const colour = entry.withdrawn ? "quiet" : words.colours[outcome];
    item.append(element("span", { className: "number", textContent: timeOf(entry.scan.scanned_at) }), who);
    item.append(element("span", { className: `tag ${colour}`, textContent: word }));
    if (!entry.sent) {
      item.append(element("span", { className: "tag quiet", textContent: words.not_sent }));
    } else if (["accepted", "already_checked_in"].includes(outcome) && !entry.withdrawn) {
      const button = element("button", { type: "button", className: "link", textContent: words.take_back });
      button.addEventListener("click", () => takeBack(entry, line, button));
      item.append(button);
    }
    return item;
  });
  find("latest").replaceChildren(...items);
}

function showDifferences(line) {
  const open = view.scans.filter((entry) => entry.sent && !entry.seen && !view.awaited.has(entry.scan.id));
  const box = find("differences");
  box.hidden = open.length === 0;
  box.querySelector("ul").replaceChildren(
    ...open.map((entry) => {
      const item = element("li", {});
      const text = element("div", {});
      const local = words.outcomes[entry.outcome];
      const server = words.outcomes[entry.server];
      text.append(element("strong", { textContent: entry.name ?? entry.scan.badge_code }), " ");
      const said = words.differs.replace("{local}", local).replace("{server}", server);
      text.append(entry.late ? `${server} · ${words.statuses.cancelled}` : said);
      const button = element("button", { type: "button", className: "secondary", textContent: words.seen });
      button.addEventListener("click", async () => {
        await store.keep({ ...entry, seen: true });
        await refresh(line);
        badge.focus();
      });
      item.append(text, button);
      return item;
    }),
  );
}

function showPeople(line) {
  const query = find("query").value;
  const people = matching(fold, view.roster, query);
  const items = people.map((person) => {
    const item = element("li", {});
    const who = element("div", {});
    who.append(element("strong", { textContent: person.name }));
    who.append(element("span", { className: "muted small", textContent: person.organisation }));
    if (person.status !== "confirmed") {
      const colour = person.status === "cancelled" ? "cancelled" : "pending";
      who.append(element("span", { className: `tag ${colour}`, textContent: words.statuses[person.status] }));
    }
    const unexpected = words.unexpected[unexpectedBy(view.roster, person, view.checkpoint)];
    if (unexpected) {
      who.append(element("span", { className: "tag pending", textContent: unexpected }));
    }
    item.append(who);
    if (view.arrivals.has(`${person.id} ${view.checkpoint}`)) {
      item.append(element("span", { className: "tag already", textContent: words.outcomes.already_checked_in }));
    } else if (person.status !== "cancelled") {
      const button = element("button", { type: "button", textContent: words.check_in });
      button.addEventListener("click", async () => {
        find("query").value = "";
        find("people").replaceChildren();
        badge.focus();
        await checkIn(person.badge_code, "staff", line);
      });
      item.append(button);
    }
    return item;
  });
  if (items.length === 0 && query.trim()) {
    items.push(element("li", { className: "muted", textContent: words.nobody }));
  }
  find("people").replaceChildren(...items);
}

function showTakingBack(entry, colour, word, sentence) {
  const box = element("div", { className: `outcome ${colour}` });
  box.append(element("strong", { textContent: word }));
  box.append(element("p", { className: "outcome-name", textContent: entry.name ?? entry.scan.badge_code }));
  if (sentence) {
    box.append(element("p", { textContent: sentence }));
  }
  find("outcome").replaceChildren(box);
}

async function takeBack(entry, line, button) {
  button.disabled = true;
  const path = `/api/v1/events/${encodeURIComponent(event)}/check-ins/${entry.scan.id}/withdraw`;
  const answer = await fetch(path, { method: "POST", signal: AbortSignal.timeout(20_000) }).catch(() => null);
  // 409: somebody took it back before; either way it no longer counts.
  if (answer?.ok || answer?.status === 409) {
    await store.keep({ ...entry, withdrawn: true, newer: false });
    const seen = answer.ok ? (await answer.json()).also_seen_at : null;
    const still = seen && words.still_here.replace("{time}", timeOf(seen));
    showTakingBack(entry, "already", words.taken_back, still);
  } else {
    const why = answer ? refusalOf(answer.status) : "offline";
    showTakingBack(entry, "refused", words.not_taken_back, words.still_counts[why]);
  }
  await line.run();
  button.disabled = false;
}

function timeOf(instant) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: desk.dataset.zone };
  return new Intl.DateTimeFormat(desk.dataset.language, clock).format(new Date(instant));
}

function titleOf(checkpoint) {
  return view.roster?.checkpoints.find((point) => point.key === checkpoint)?.title ?? checkpoint;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

// The device ----------------------------------------------------------------------------------------------------------

function deviceName() {
  const kept = localStorage.getItem("check-in-device") ?? `desk-${crypto.randomUUID().slice(0, 8)}`;
  localStorage.setItem("check-in-device", kept);
  return kept;
}

/** Keep the page without anybody on it, and the files it needs, for the time without the network. */
async function keepPage() {
  if (!navigator.serviceWorker) {
    return;
  }
  await navigator.serviceWorker.register("/organise/check-in-worker.js", { scope: "/organise/" });
  const cache = await caches.open("check-in-page-1");
  if (!("shell" in desk.dataset)) {
    const shell = await fetch(`${address}?shell=1`);
    if (shell.ok && !shell.redirected) {
      await cache.put(address, shell);
    }
  }
  const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const ours = files.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  const linked = [...document.querySelectorAll("link[href^='/static/'], script[src^='/static/']")];
  const wanted = new Set([...ours.map((url) => url.href), ...linked.map((link) => link.href || link.src)]);
  await Promise.allSettled([...wanted].map(async (url) => (await cache.match(url)) ?? cache.add(url)));
}

function prepareSound() {
  const label = find("sound");
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = localStorage.getItem("check-in-sound") === "on";
  box.addEventListener("change", () => {
    localStorage.setItem("check-in-sound", box.checked ? "on" : "off");
    sound(true);
  });
}

function sound(good) {
  if (localStorage.getItem("check-in-sound") !== "on") {
    return;
  }
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = good ? 880 : 220;
  volume.gain.setValueAtTime(0.2, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + (good ? 0.2 : 0.5));
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.5);
  tone.onended = () => context.close();
}
