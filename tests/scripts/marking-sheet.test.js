// How a sheet of people and days is filled: what stands in its cells, what is chosen, and what a step back gives.

import assert from "node:assert/strict";
import { test } from "node:test";

import { markOf, Sheet } from "../../templates/static/marking-sheet.js";

const DAYS = ["2024-04-16", "2024-04-17", "2024-04-18"];

function sheetOf(people, columns = 3) {
  const rows = Array.from({ length: people }, (_, person) =>
    DAYS.slice(0, columns).map((day) => ({ key: `p${person}:${day}`, expected: true, noted: {} })),
  );
  return new Sheet(rows);
}

const marks = (sheet, changes) => changes.map((change) => markOf(sheet, change));
const standing = (sheet) => sheet.rows.map((row) => row.map((cell) => Object.keys(cell.noted).sort().join("+")));
const at = (row, column) => ({ row, column });

test("a mark says whom, when and what it is about", () => {
  const sheet = sheetOf(2);
  const given = { registration: "p0", checkpoint: "2024-04-16", evidence: "signed_on_paper" };
  assert.deepEqual(marks(sheet, sheet.toggle([at(0, 0)], "signed_on_paper")), [{ ...given, stands: true, reason: "" }]);
  assert.deepEqual(marks(sheet, sheet.toggle([at(0, 0)], "signed_on_paper")), [{ ...given, stands: false, reason: "" }]);
});

test("several cells are filled where one of them is empty, and emptied where none is", () => {
  const sheet = sheetOf(3, 1);
  sheet.toggle([at(1, 0)], "signed_on_paper");
  assert.equal(sheet.toggle([at(0, 0), at(1, 0), at(2, 0)], "signed_on_paper").length, 2);
  assert.equal(sheet.toggle([at(0, 0), at(1, 0), at(2, 0)], "signed_on_paper").length, 3);
  assert.deepEqual(standing(sheet), [[""], [""], [""]]);
});

test("who is excused neither signed nor was online, and who signed is not excused", () => {
  const sheet = sheetOf(1, 1);
  sheet.toggle([at(0, 0)], "signed_on_paper");
  sheet.toggle([at(0, 0)], "online");
  assert.deepEqual(standing(sheet), [["online+signed_on_paper"]]);
  sheet.excuse([at(0, 0)], "another appointment");
  assert.deepEqual(sheet.rows[0][0].noted, { excused: "another appointment" });
  assert.equal(sheet.excuse([at(0, 0)], "another appointment").length, 0);
  assert.equal(sheet.excuse([at(0, 0)], "a train").length, 1);
  sheet.toggle([at(0, 0)], "online");
  assert.deepEqual(standing(sheet), [["online"]]);
});

test("everybody but: only who is expected and of whom nothing is noted", () => {
  const sheet = sheetOf(4, 1);
  sheet.rows[1][0].expected = false;
  sheet.excuse([at(2, 0)], "a train");
  assert.equal(sheet.everybody(0, "signed_on_paper").length, 2);
  assert.deepEqual(standing(sheet), [["signed_on_paper"], [""], ["excused"], ["signed_on_paper"]]);
});

test("steps are undone and done again in their order, each as a whole; a new step forgets what was undone", () => {
  const sheet = sheetOf(2, 1);
  sheet.everybody(0, "signed_on_paper");
  sheet.excuse([at(1, 0)], "a train");
  assert.deepEqual(marks(sheet, sheet.undo()).map(({ evidence, stands }) => [evidence, stands]), [
    ["excused", false],
    ["signed_on_paper", true],
  ]);
  assert.deepEqual(standing(sheet), [["signed_on_paper"], ["signed_on_paper"]]);
  sheet.undo();
  assert.deepEqual(standing(sheet), [[""], [""]]);
  assert.deepEqual(sheet.undo(), []);
  sheet.redo();
  sheet.redo();
  assert.deepEqual(standing(sheet), [["signed_on_paper"], ["excused"]]);
  sheet.undo();
  sheet.clear([at(0, 0)]);
  assert.deepEqual(sheet.redo(), []);
});

test("one goes down the pile, then to the top of the next column, and stays in the last cell", () => {
  const sheet = sheetOf(2, 2);
  const way = [];
  for (let step = 0; step < 5; step += 1) {
    way.push([sheet.row, sheet.column]);
    sheet.goOn();
  }
  assert.deepEqual(way, [[0, 0], [1, 0], [0, 1], [1, 1], [1, 1]]);
});

test("what is chosen reaches from where one began, in any direction, and never beyond the sheet", () => {
  const sheet = sheetOf(3);
  sheet.goTo(2, 2);
  sheet.goTo(1, -5, true);
  assert.deepEqual(sheet.chosen(), [at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)]);
  sheet.goTo(99, 99);
  assert.deepEqual(sheet.chosen(), [at(2, 2)]);
});

test("what waits on the device stands on the sheet when it is opened again", () => {
  const sheet = sheetOf(1, 1);
  const mark = { registration: "p0", checkpoint: DAYS[0], evidence: "online", reason: "" };
  sheet.overlay([{ ...mark, stands: true }, { ...mark, registration: "gone", stands: true }]);
  assert.deepEqual(standing(sheet), [["online"]]);
  sheet.overlay([{ ...mark, stands: false }]);
  assert.deepEqual(standing(sheet), [[""]]);
  assert.deepEqual(sheet.undo(), []);
});
