// The fold with its table, and the cases that Python's searches run as well.

import { readFileSync } from "node:fs";

import { folding } from "../../templates/static/name-fold.js";

/** Give the content of a JSON file, named from this folder. */
export const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
export const cases = read("../web/names-found.json");
export const fold = folding(read("../../templates/static/name-fold.json"));
