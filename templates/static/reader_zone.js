// Sets the reader's own times beside those of an event's agenda, where the two differ.

const agenda = document.querySelector("[data-zone]");
const language = document.documentElement.lang;
const readerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Give what the clocks show in a zone at an instant, as comparable parts. */
function wallClock(instant, zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const [day, time] = format.format(instant).split(", ");
  return { day, time };
}

function zoneName(instant) {
  const format = new Intl.DateTimeFormat(language, { timeZone: readerZone, timeZoneName: "long" });
  return format.formatToParts(instant).find((part) => part.type === "timeZoneName").value;
}

/** Write the reader's time of a session; another day is named, so that nobody comes a day late. */
function setBeside(line) {
  const instants = [...line.querySelectorAll("time")].map((time) => new Date(time.dateTime));
  const here = instants.map((instant) => wallClock(instant, readerZone));
  const there = instants.map((instant) => wallClock(instant, agenda.dataset.zone));
  if (here.every((clock, place) => clock.time === there[place].time && clock.day === there[place].day)) return false;
  const weekday = new Intl.DateTimeFormat(language, { timeZone: readerZone, weekday: "short" });
  const day = here[0].day === there[0].day ? "" : `${weekday.format(instants[0])} `;
  const yours = line.querySelector(".yours");
  // The eye sees by its place and colour whose time this is; whoever listens is told.
  const whose = document.createElement("span");
  whose.className = "visually-hidden";
  whose.textContent = `${agenda.dataset.yours} `;
  yours.replaceChildren(whose, `${day}${here.map((clock) => clock.time).join("–")}`);
  yours.hidden = false;
  return true;
}

if (agenda && readerZone) {
  const lines = [...agenda.querySelectorAll(".time")];
  const differing = lines.filter(setBeside);
  const note = agenda.querySelector(".reader-note");
  if (differing.length && note) {
    const first = new Date(differing[0].querySelector("time").dateTime);
    note.textContent = note.dataset.text.replace("{zone}", zoneName(first));
    note.hidden = false;
  }
}
