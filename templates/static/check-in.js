// The check-in desk, when JavaScript runs: each scan is decided on the device, kept there, and sent when it can be.
// Until the device has a roster, the page's own forms do the work.

import { badgeReader, codeOf, PressedKeys } from "./badge-reading.js";
import { arrivalsOf, decide, holderOf, isLeftOver, takingBack } from "./check-in-decide.js";
import { clear } from "./check-in-answer.js";
import { prepareCamera } from "./check-in-camera.js";
import { deviceName, keepPage, prepareSound } from "./check-in-device.js";
import { address, addresses, dayOf, desk, event, find, isShell, words } from "./check-in-page.js";
import { News } from "./check-in-live.js";
import { Line } from "./check-in-sending.js";
import * as showing from "./check-in-showing.js";
import { openStore } from "./check-in-store.js";
import { askWhy, whyInWords } from "./check-in-taking-back.js";
import { WalkInForm, withWalkIns } from "./check-in-walk-in.js";
import { folding } from "./name-fold.js";

/** How long the desk waits for the service's word on a badge that the device does not know. */
const PATIENCE_MS = 5000;

/** Start the desk where the browser can keep what it needs; else the page's forms go on doing the work. */
async function start() {
  const needed = [openStore(addresses.store), table("name-fold.json"), table("keyboards.json")];
  const [store, names, keyboards] = await Promise.all(needed).catch(() => []);
  if (store) {
    await new Desk(store, folding(names), badgeReader(keyboards)).open();
  }
}

async function table(name) {
  return (await fetch(new URL(name, import.meta.url))).json();
}

class Desk {
  constructor(store, fold, read) {
    Object.assign(this, { store, fold, read });
    this.line = new Line({ event, store, device: deviceName(), addresses, onChange: () => this.refresh() });
    store.onNews = () => this.refresh();
    this.keys = new PressedKeys();
    this.badge = find("badge");
    this.view = {
      checkpoint: desk.dataset.checkpoint,
      chosenOn: desk.dataset.today,
      roster: null,
      scans: [],
      waiting: 0,
      arrivals: new Set(),
      heard: new Map(), // what other desks did, by "registration checkpoint"
      awaited: new Set(), // scans whose answer is waited for, which are no news until then
    };
  }

  async open() {
    const { view } = this;
    if (isShell) {
      await this.chooseAsOfNow();
    } else {
      this.line.setClock(desk.dataset.time);
    }
    find("scan-form").addEventListener("submit", (submitted) => view.roster && this.submit(submitted));
    find("search-form").addEventListener("submit", (submitted) => view.roster && submitted.preventDefault());
    find("query").addEventListener("input", () => view.roster && this.showPeople());
    document.querySelector(".checkpoints").addEventListener("click", (clicked) => this.choose(clicked));
    document.addEventListener("keydown", (pressed) => this.type(pressed));
    addEventListener("beforeunload", (leaving) => this.store.atRisk && leaving.preventDefault());
    for (const touch of ["keydown", "pointerdown"]) {
      document.addEventListener(touch, clear);
    }
    prepareSound();
    this.walkIns = new WalkInForm({
      enter: (coming) => this.enter(coming),
      isTaken: (code) => Boolean(holderOf(view.roster, code)),
      codeIn: (typed) => codeOf(this.read, view.roster, typed, ""),
      onClose: () => this.badge.focus(),
    });
    await this.refresh();
    await this.store.forgetOld(this.line.now());
    this.view.isPersistent = await this.store.persist();
    await Promise.allSettled([this.line.run(), keepPage()]);
    await prepareCamera((text) => this.seeBadge(text), {
      read: this.read,
      isKnown: (code) => Boolean(view.roster && holderOf(view.roster, code)),
      host: location.host,
    });
    new News(addresses.live, {
      onSeen: (seen) => this.hear(seen),
      onTurn: (isOpen) => {
        this.line.hearsNews = isOpen;
        this.line.run();
      },
    }).open();
    desk.dataset.ready = "";
  }

  // Scanning ----------------------------------------------------------------------------------------------------------

  /** A hand scanner types wherever the keyboard is: what it types belongs into the field. */
  type(pressed) {
    const isElsewhere = !document.activeElement || document.activeElement === document.body;
    if (isElsewhere && pressed.key.length === 1 && !pressed.ctrlKey && !pressed.metaKey && !pressed.altKey) {
      this.badge.focus();
    }
    if (document.activeElement === this.badge) {
      this.keys.press(pressed);
    }
  }

  async submit(submitted) {
    submitted.preventDefault();
    const typed = this.badge.value;
    const keys = this.keys.take();
    this.badge.value = "";
    this.badge.focus();
    if (typed.trim()) {
      await this.checkIn(codeOf(this.read, this.view.roster, typed, keys), "scan");
    }
  }

  /** The camera has read a badge: as if it had been typed. */
  async seeBadge(text) {
    const { roster } = this.view;
    if (roster) {
      return this.checkIn(codeOf(this.read, roster, text, ""), "scan");
    }
    return this.line.isShut || this.view.isOver ? null : this.handOver(text);
  }

  async checkIn(code, method, letInBecause) {
    if (!this.view.roster) {
      return;
    }
    this.leaveYesterday();
    const { view, line, store } = this;
    const holder = holderOf(view.roster, code);
    const entry = {
      scan: {
        id: crypto.randomUUID(),
        event,
        badge_code: code,
        checkpoint: view.checkpoint,
        scanned_at: line.now().toISOString(),
        method,
        ...(letInBecause && { let_in_because: letInBecause }),
      },
      at: store.next(),
      outcome: decide(view.roster, view.arrivals, code, view.checkpoint, letInBecause),
      name: holder?.name,
      status: holder?.status,
      online: line.state === "online",
      sent: false,
      seen: false,
      newer: true,
    };
    // Somebody may have registered a minute ago: the service knows, so the desk waits for it while there is a line.
    const isUnsure = !holder && entry.online;
    if (isUnsure) {
      view.awaited.add(entry.scan.id);
    }
    await store.keep(entry);
    if (!isUnsure) {
      this.answer(entry, entry.outcome);
    }
    await this.refresh();
    const sent = line.run();
    if (isUnsure) {
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
      await this.answerOfService(entry);
    }
  }

  /** Enter and check in whoever is on no list: kept and answered at once, sent when it can be. */
  async enter({ badge_code, walkIn }) {
    this.leaveYesterday();
    const { view, line, store } = this;
    const scan = {
      id: crypto.randomUUID(),
      event,
      badge_code,
      checkpoint: view.checkpoint,
      scanned_at: line.now().toISOString(),
      method: "staff",
    };
    const name = `${walkIn.first_name} ${walkIn.last_name}`;
    const state = { online: line.state === "online", sent: false, seen: false, newer: true };
    const entry = { scan, walkIn, name, at: store.next(), outcome: "accepted", ...state };
    await store.keep(entry);
    this.clearSearch();
    await this.refresh();
    this.answer(entry, "accepted");
    await line.run();
  }

  /** A device that has no roster yet leaves a scan to the page's own form: nobody comes in unrecorded. */
  handOver(code) {
    this.badge.value = code;
    find("scan-form").submit();
  }

  async answerOfService(entry) {
    const answered = (await this.store.scans(event)).find((one) => one.scan.id === entry.scan.id) ?? entry;
    if (answered.sent) {
      await this.store.keep({ ...answered, seen: true });
    }
    this.view.awaited.delete(entry.scan.id);
    this.answer(answered, answered.server ?? answered.outcome);
    await this.refresh();
  }

  answer(entry, outcome) {
    const letIn = (reason) => this.checkIn(entry.scan.badge_code, "staff", reason);
    showing.showOutcome(this.view, entry, outcome, this.read(entry.scan.badge_code).isLegible, letIn);
  }

  async takeBack(entry) {
    const why = await askWhy(entry, showing.titleOf(this.view.roster, entry.scan.checkpoint));
    if (!why) {
      return;
    }
    const { view, line, store } = this;
    const made = { id: crypto.randomUUID(), now: line.now().toISOString(), at: store.next() };
    const taking = takingBack(entry, why, made);
    const isOnline = line.state === "online";
    view.awaited.add(made.id);
    // It may have been sent while the question was open.
    const current = (await store.scans(event)).find(({ scan }) => scan.id === entry.scan.id) ?? entry;
    await store.keep({ ...current, withdrawn: true, why, newer: false }, taking);
    showing.showAnswer(entry, "already", words.taken_back, [whyInWords(why), isOnline ? "" : words.taken_back_later]);
    await this.refresh();
    await line.run();
    view.awaited.delete(made.id);
    const answered = (await store.scans(event)).find(({ scan }) => scan.id === made.id);
    if (answered?.sent && !answered.seen) {
      showing.showTakenBack(answered);
      await this.see(answered);
    }
  }

  // Other desks -------------------------------------------------------------------------------------------------------

  /** Somebody whom the roster does not know came: the service has a newer one. */
  async hear(seen) {
    const at = Date.now();
    for (const { registration, checkpoint, present } of seen) {
      this.view.heard.set(`${registration} ${checkpoint}`, { present, at });
    }
    const known = new Set(this.view.roster?.registrations.map((person) => person.id));
    if (seen.some(({ registration }) => !known.has(registration))) {
      await this.line.run(); // which refreshes the desk, whatever comes of it
    } else {
      await this.refresh();
    }
  }

  // Checkpoints -------------------------------------------------------------------------------------------------------

  choose(clicked) {
    const link = clicked.target.closest("a[data-key]");
    if (!link || !this.view.roster) {
      return;
    }
    clicked.preventDefault();
    this.goTo(link.dataset.key, this.today());
    find("new-day").hidden = true;
    this.clearSearch();
  }

  goTo(checkpoint, chosenOn) {
    Object.assign(this.view, { checkpoint, chosenOn });
    history.replaceState(null, "", `${address}?${new URLSearchParams({ checkpoint, on: chosenOn })}`);
    showing.showCheckpoint(this.view);
    showing.showCounts(this.view);
  }

  today() {
    return dayOf(this.line.now());
  }

  /** A page kept by the device was made on another day: choose what its address names, else today. */
  async chooseAsOfNow() {
    const held = await this.store.roster(event);
    const known = new Set(held?.roster.checkpoints.map((point) => point.key));
    const asked = new URLSearchParams(location.search);
    const wanted = [asked.get("checkpoint"), this.today()];
    this.view.checkpoint = wanted.find((key) => known.has(key)) ?? this.view.checkpoint;
    this.view.chosenOn = asked.get("on");
  }

  /** A desk left open overnight goes on for today, where the event does; what was chosen today was meant as it is. */
  leaveYesterday() {
    const { roster, checkpoint, chosenOn } = this.view;
    const today = this.today();
    if (isLeftOver(roster, checkpoint, chosenOn, today)) {
      this.goTo(today, today);
      find("new-day").textContent = words.new_day.replace("{checkpoint}", showing.titleOf(roster, today));
      find("new-day").hidden = false;
    }
  }

  // Showing -----------------------------------------------------------------------------------------------------------

  async refresh() {
    const { view, store, line } = this;
    const held = await store.roster(event);
    const scans = await store.scans(event);
    view.roster = held ? withWalkIns(held.roster, scans) : null;
    view.heardAt = held?.heard ?? null;
    view.scans = named(scans, view.roster);
    Object.assign(view, { waiting: store.waiting, trouble: store.trouble, atRisk: store.atRisk });
    view.isOver = !held && (await store.isOver(event));
    showing.showShut(line.isShut || view.isOver);
    if (view.roster) {
      view.arrivals = arrivalsOf(view.roster, view.scans, words.saw, { heard: view.heard, since: line.askedAt });
      this.leaveYesterday();
      showing.showCheckpoint(view);
      showing.showCounts(view);
      if (find("query").value) {
        this.showPeople();
      }
    }
    showing.showLine(view, line);
    showing.showLatest(view, (entry) => this.takeBack(entry));
    showing.showDifferences(view, (entry) => this.see(entry));
  }

  showPeople() {
    const checkIn = async (code) => {
      this.clearSearch();
      await this.checkIn(code, "staff");
    };
    showing.showPeople(this.view, this.fold, checkIn, (name) => this.walkIns.open(name, this.view));
  }

  clearSearch() {
    find("query").value = "";
    find("people").replaceChildren();
    this.badge.focus();
  }

  async see(entry) {
    await this.store.keep({ ...entry, seen: true });
    await this.refresh();
    this.badge.focus();
  }
}

/** A desk that was shut has forgotten names; the roster knows them again. */
function named(scans, roster) {
  const holders = new Map(roster?.registrations.map((person) => [person.badge_code, person.name]));
  return scans.map((entry) => (entry.name ? entry : { ...entry, name: holders.get(entry.scan.badge_code) }));
}

await start();
