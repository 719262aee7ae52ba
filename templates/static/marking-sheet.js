// A sheet of people and days as a spreadsheet holds it: what stands in each cell, which cells are chosen, and the steps
// that can be undone. It knows neither page nor network.

/** What one cell can hold. Who is excused was not there, so it stands alone; the others may stand side by side. */
export const KINDS = ["signed_on_paper", "online", "excused"];

export class Sheet {
  /** `rows` of cells { key, expected, noted: { kind: reason } }; a reason is empty but for who is excused. */
  constructor(rows) {
    this.rows = rows;
    this.row = this.column = 0;
    this.anchor = { row: 0, column: 0 };
    this.done = [];
    this.undone = [];
  }

  cell({ row, column }) {
    return this.rows[row][column];
  }

  get columns() {
    return this.rows[0].length;
  }

  /** Go to a cell; `extend` keeps the other end of what is chosen where it is. */
  goTo(row, column, extend = false) {
    this.row = Math.max(0, Math.min(this.rows.length - 1, row));
    this.column = Math.max(0, Math.min(this.columns - 1, column));
    if (!extend) {
      this.anchor = { row: this.row, column: this.column };
    }
  }

  /** Go to the next line, and from the last one to the top of the next column: as one turns a pile of paper. */
  goOn() {
    const isLast = this.row === this.rows.length - 1;
    if (!isLast) {
      this.goTo(this.row + 1, this.column);
    } else if (this.column < this.columns - 1) {
      this.goTo(0, this.column + 1);
    }
  }

  /** Give the places that are chosen, from the anchor to where one is. */
  chosen() {
    const [top, bottom] = [this.anchor.row, this.row].sort((one, other) => one - other);
    const [left, right] = [this.anchor.column, this.column].sort((one, other) => one - other);
    const places = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        places.push({ row, column });
      }
    }
    return places;
  }

  /** Note a kind at places, or take it back where it stands at all of them already. Gives the changes. */
  toggle(places, kind) {
    const stands = places.every((place) => kind in this.cell(place).noted);
    return this.#take(places.flatMap((place) => (stands ? this.#without(place, [kind]) : this.#with(place, kind))));
  }

  /** Note at places why somebody is excused. */
  excuse(places, reason) {
    return this.#take(places.flatMap((place) => this.#with(place, "excused", reason)));
  }

  /** Take back all that was noted by hand at places. */
  clear(places) {
    return this.#take(places.flatMap((place) => this.#without(place, KINDS)));
  }

  /** Note a kind for everybody of a column who is expected there and of whom nothing is noted. */
  everybody(column, kind) {
    const places = this.rows.map((_, row) => ({ row, column }));
    const open = places.filter((place) => this.cell(place).expected && Object.keys(this.cell(place).noted).length === 0);
    return this.#take(open.flatMap((place) => this.#with(place, kind)));
  }

  /** Take the last step back. */
  undo() {
    const step = this.done.pop();
    if (!step) return [];
    this.undone.push(step);
    return this.#apply(step.toReversed().map((each) => ({ ...each, before: each.after, after: each.before })));
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return [];
    this.done.push(step);
    return this.#apply(step);
  }

  /** Take over marks that were typed before, on this device, and are not in what the page brought. */
  overlay(marks) {
    const cells = new Map(this.rows.flat().map((cell) => [cell.key, cell]));
    for (const { registration, checkpoint, evidence, stands, reason } of marks) {
      const cell = cells.get(`${registration}:${checkpoint}`);
      if (cell) set(cell, evidence, stands ? reason : undefined);
    }
  }

  #with(place, kind, reason = "") {
    const { noted } = this.cell(place);
    const others = kind === "excused" ? KINDS.filter((each) => each !== kind) : ["excused"];
    const isNew = noted[kind] !== reason;
    return [...this.#without(place, others), ...(isNew ? [{ place, kind, before: noted[kind], after: reason }] : [])];
  }

  #without(place, kinds) {
    const { noted } = this.cell(place);
    return kinds.filter((kind) => kind in noted).map((kind) => ({ place, kind, before: noted[kind], after: undefined }));
  }

  #take(changes) {
    if (changes.length > 0) {
      this.done.push(changes);
      this.undone = [];
    }
    return this.#apply(changes);
  }

  #apply(changes) {
    for (const { place, kind, after } of changes) {
      set(this.cell(place), kind, after);
    }
    return changes;
  }
}

function set(cell, kind, reason) {
  if (reason === undefined) {
    delete cell.noted[kind];
  } else {
    cell.noted[kind] = reason;
  }
}

/** Give what is sent of a change. */
export function markOf(sheet, { place, kind, after }) {
  const { key } = sheet.cell(place);
  const split = key.indexOf(":");
  const mark = { registration: key.slice(0, split), checkpoint: key.slice(split + 1), evidence: kind };
  return { ...mark, stands: after !== undefined, reason: after ?? "" };
}
