// The linter's rules for the scripts of our pages and their tests.

import js from "@eslint/js";
import globals from "globals";

const strict = {
  eqeqeq: "error",
  "no-shadow": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
};

export default [
  { ignores: ["node_modules/", ".venv/", "var/", "templates/static/vendor/"] },
  js.configs.recommended,
  { rules: strict },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { files: ["templates/static/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: ["templates/static/*-worker.js"],
    languageOptions: { sourceType: "script", globals: globals.serviceworker },
  },
  { files: ["tests/**/*.js", "tests/**/*.cjs", "eslint.config.js"], languageOptions: { globals: globals.node } },
  { files: ["tests/scripts/*.js"], languageOptions: { globals: { document: "readonly", window: "readonly" } } },
];
