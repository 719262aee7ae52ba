// Helps with a definition: a fault's link marks its line in the text, and unsaved text is not lost by leaving the page.

const text = document.getElementById("definition");

/** Mark a line (counted from 1) in the text and bring it into view. */
function markLine(number) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((length, line) => length + line.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (number - 5) * height);
}

if (text) {
  let changed = false;
  text.addEventListener("input", () => { changed = true; });
  text.form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (leaving) => { if (changed) leaving.preventDefault(); });
  for (const link of document.querySelectorAll("[data-line]")) {
    link.addEventListener("click", (click) => {
      click.preventDefault();
      text.scrollIntoView({ block: "nearest" });
      markLine(Number(link.dataset.line));
    });
  }
}
