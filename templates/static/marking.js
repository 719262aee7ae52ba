// The grid on which signed lists are marked: the form of the page becomes a sheet that one fills with the keys, by
// dragging or by touch. Without this the form's boxes and its button do the same.

import { openQueue } from "./marking-queue.js";
import { KINDS, markOf, Sheet } from "./marking-sheet.js";

const SIGNS = { signed_on_paper: "✓", online: "◉", excused: "○" };
const form = document.getElementById("marking");
const find = (id) => document.getElementById(id);

class Marking {
  constructor() {
    this.words = JSON.parse(find("marking-words").textContent);
    this.table = form.querySelector("table.marking");
    this.cells = [...this.table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")]);
    this.sheet = new Sheet(this.cells.map((row) => row.map(read)));
    this.tool = KINDS[0];
    this.hint = "";
  }

  async open() {
    const { event, send } = form.dataset;
    this.queue = await openQueue(send, (queue) => this.say(queue));
    this.sheet.overlay(await this.queue.unsent(event));
    this.table.classList.add("filled");
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-multiselectable", "true");
    for (const [row, cells] of this.cells.entries()) {
      for (const [column, cell] of cells.entries()) {
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = -1;
        this.draw({ row, column });
      }
    }
    find("marking-save").hidden = true;
    find("marking-tools").hidden = find("marking-keys").hidden = false;
    this.listen();
    this.choose();
    this.queue.run();
  }

  listen() {
    this.table.addEventListener("keydown", (pressed) => this.press(pressed));
    this.table.addEventListener("focusin", ({ target }) => this.follow(target));
    this.table.addEventListener("pointerdown", (pressed) => this.begin(pressed));
    this.table.addEventListener("pointerover", (moved) => this.drag(moved));
    addEventListener("pointerup", () => this.drop());
    this.table.addEventListener("click", (clicked) => this.tap(clicked));
    for (const button of find("marking-tools").querySelectorAll("[data-kind]")) {
      button.addEventListener("click", () => this.take(button.dataset.kind));
    }
    for (const [column, button] of this.table.querySelectorAll(".everybody").entries()) {
      button.hidden = false;
      button.addEventListener("click", () => this.everybody(column));
    }
    find("marking-undo").addEventListener("click", () => this.keep(this.sheet.undo()));
    find("marking-redo").addEventListener("click", () => this.keep(this.sheet.redo()));
    find("marking-excuse-cancel").addEventListener("click", () => find("marking-excuse").close(""));
    form.addEventListener("submit", (submitted) => submitted.preventDefault());
    addEventListener("beforeunload", (leaving) => {
      if (!this.queue.kept && this.queue.waiting > 0) leaving.preventDefault();
    });
  }

  /** Choose what a tap, a drag and the space bar mark. */
  take(kind) {
    this.tool = kind;
    for (const button of find("marking-tools").querySelectorAll("[data-kind]")) {
      button.setAttribute("aria-checked", String(button.dataset.kind === kind));
    }
  }

  press(pressed) {
    if (!pressed.target.matches("td")) return;
    const { sheet } = this;
    const work = this.shortcut(pressed) ?? this.key(pressed);
    if (!work) return;
    pressed.preventDefault();
    const changes = work(sheet);
    if (changes) this.keep(changes);
    this.choose(true);
  }

  /** Give what Control or the command key and a letter do. */
  shortcut(pressed) {
    if (!pressed.ctrlKey && !pressed.metaKey) return undefined;
    const letter = letterOf(pressed);
    if (letter === "y" || (letter === "z" && pressed.shiftKey)) return (sheet) => sheet.redo();
    if (letter === "z") return (sheet) => sheet.undo();
    const ends = { Home: [0, 0], End: [Infinity, Infinity] }[pressed.key];
    return ends && ((sheet) => sheet.goTo(...ends, pressed.shiftKey));
  }

  key(pressed) {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
    const way = this.way(pressed.key);
    if (way) return (sheet) => sheet.goTo(...way, pressed.shiftKey);
    if (pressed.key === " ") return () => this.mark(this.tool);
    const kind = KINDS[Number(/^(Digit|Numpad)([123])$/.exec(pressed.code)?.[2] ?? pressed.key) - 1];
    if (kind) return () => this.mark(kind);
    if (pressed.key === "Delete" || pressed.key === "Backspace") return (sheet) => sheet.clear(sheet.chosen());
    if (pressed.key === "Escape") return (sheet) => sheet.goTo(sheet.row, sheet.column);
    return letterOf(pressed) === "a" ? (sheet) => void this.everybody(sheet.column) : undefined;
  }

  /** Give where a key leads. */
  way(key) {
    const { row, column, rows } = this.sheet;
    return {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Enter: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, Infinity],
      PageUp: [row - 10, column],
      PageDown: [Math.min(rows.length - 1, row + 10), column],
    }[key];
  }

  /** Mark what is chosen, and go on where that is one cell. */
  mark(kind) {
    const { sheet } = this;
    const places = sheet.chosen();
    const stands = places.every((place) => kind in sheet.cell(place).noted);
    if (kind === "excused" && !stands) {
      this.excuse(places);
      return undefined;
    }
    const changes = sheet.toggle(places, kind);
    if (places.length === 1) sheet.goOn();
    return changes;
  }

  /** Ask why, and note it for all that is chosen. */
  excuse(places) {
    const dialog = find("marking-excuse");
    const field = dialog.querySelector("[name=reason]");
    const known = new Set(this.sheet.rows.flat().map((cell) => cell.noted.excused).filter(Boolean));
    find("marking-reasons").replaceChildren(...[...known].map((value) => Object.assign(document.createElement("option"), { value })));
    field.value = this.sheet.cell(places[0]).noted.excused ?? "";
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => {
        const reason = field.value.trim();
        if (dialog.returnValue === "note" && reason) this.keep(this.sheet.excuse(places, reason));
        this.choose(true);
      },
      { once: true },
    );
    dialog.showModal();
    field.select();
  }

  everybody(column) {
    const changes = this.sheet.everybody(column, this.tool === "excused" ? KINDS[0] : this.tool);
    this.hint = this.words.everybody.replace("{number}", String(changes.length));
    this.sheet.goTo(0, column);
    this.keep(changes);
    this.choose(true);
  }

  /** Show changes, and send them. */
  keep(changes) {
    for (const { place } of changes) this.draw(place);
    find("marking-undo").disabled = this.sheet.done.length === 0;
    find("marking-redo").disabled = this.sheet.undone.length === 0;
    if (changes.length > 0) {
      this.queue.add(form.dataset.event, changes.map((change) => markOf(this.sheet, change)));
    }
  }

  begin(pressed) {
    this.pointer = pressed.pointerType;
    const place = this.placeOf(pressed.target);
    if (!place || pressed.pointerType !== "mouse" || pressed.button !== 0) return;
    this.dragging = !pressed.shiftKey;
    this.sheet.goTo(place.row, place.column, pressed.shiftKey);
    this.choose();
  }

  drag(moved) {
    const place = this.placeOf(moved.target);
    if (!this.dragging || !place || !(moved.buttons & 1)) return;
    this.sheet.goTo(place.row, place.column, true);
    this.choose();
  }

  drop() {
    if (!this.dragging) return;
    this.dragging = false;
    this.fill();
  }

  /** A finger marks one cell; a drag of it moves the page. */
  tap(clicked) {
    const place = this.placeOf(clicked.target);
    if (!place || this.pointer === "mouse" || clicked.detail === 0) return;
    this.sheet.goTo(place.row, place.column);
    this.fill();
  }

  fill() {
    const places = this.sheet.chosen();
    if (this.tool === "excused" && !places.every((place) => "excused" in this.sheet.cell(place).noted)) {
      this.excuse(places);
      return;
    }
    this.keep(this.sheet.toggle(places, this.tool));
    this.choose(true);
  }

  /** Where the focus comes into a cell by itself, that is where one is. */
  follow(target) {
    const place = this.placeOf(target);
    if (place && !this.dragging && (place.row !== this.sheet.row || place.column !== this.sheet.column)) {
      this.sheet.goTo(place.row, place.column);
      this.choose();
    }
  }

  placeOf(target) {
    const cell = target.closest?.("td");
    const row = this.cells.findIndex((cells) => cells.includes(cell));
    return row < 0 ? undefined : { row, column: this.cells[row].indexOf(cell) };
  }

  /** Show which cells are chosen; `focused` moves the focus, too. */
  choose(focused = false) {
    for (const cell of this.table.querySelectorAll(".chosen, [tabindex='0']")) {
      cell.classList.remove("chosen");
      cell.removeAttribute("aria-selected");
      cell.tabIndex = -1;
    }
    const places = this.sheet.chosen();
    for (const { row, column } of places.length > 1 ? places : []) {
      this.cells[row][column].classList.add("chosen");
      this.cells[row][column].setAttribute("aria-selected", "true");
    }
    const current = this.cells[this.sheet.row][this.sheet.column];
    current.tabIndex = 0;
    if (focused) current.focus();
  }

  draw(place) {
    const state = this.cells[place.row][place.column].querySelector(".state");
    state.querySelectorAll(".noted").forEach((each) => each.remove());
    const { noted } = this.sheet.cell(place);
    state.append(...KINDS.filter((kind) => kind in noted).map((kind) => this.shown(kind, noted[kind])));
  }

  shown(kind, reason) {
    const sign = Object.assign(document.createElement("span"), { textContent: `${SIGNS[kind]} ` });
    sign.setAttribute("aria-hidden", "true");
    const word = Object.assign(document.createElement("span"), { className: "word", textContent: this.words[kind] });
    const why = Object.assign(document.createElement("span"), { className: "reason small", textContent: reason ? ` ${reason}` : "" });
    const shown = Object.assign(document.createElement("span"), { className: `noted ${kind}`, title: reason });
    shown.append(sign, word, why);
    return shown;
  }

  /** Say how far the marks have come. */
  say({ state, waiting, kept }) {
    const line = find("marking-line");
    const text = this.words[!kept && state === "waiting" ? "not_kept" : state].replace("{number}", String(waiting));
    line.className = `line ${state}`;
    line.textContent = this.hint && (state === "saved" || state === "sending") ? this.hint : text;
    if (state === "saved") this.hint = "";
    if (state === "sign_in") {
      const link = Object.assign(document.createElement("a"), { href: form.dataset.signIn, textContent: this.words.sign_in });
      line.replaceChildren(link);
    }
  }
}

/** Read a cell as the page brought it: not as a browser fills forms in again when one comes back. */
function read(cell) {
  const noted = {};
  for (const box of cell.querySelectorAll("input[type=checkbox]")) {
    if (box.defaultChecked) noted[box.value.slice(box.value.lastIndexOf(":") + 1)] = "";
  }
  const reason = cell.querySelector("input[type=text]").defaultValue;
  if (reason) noted.excused = reason;
  return { key: cell.dataset.key, expected: "expected" in cell.dataset, noted };
}

/** Give the Latin letter of a key, whatever the script of the keyboard. */
function letterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return /^[\x20-\x7e]*$/.test(key) ? "" : (/^Key([A-Z])$/.exec(code)?.[1].toLowerCase() ?? "");
}

if (form) {
  new Marking().open();
}
