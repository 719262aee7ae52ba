// What the desk's scripts need of their page: its words, its elements, and how it writes times.

export const desk = document.getElementById("desk");
export const words = JSON.parse(document.getElementById("desk-words").textContent);
export const isShell = "shell" in desk.dataset;
export const { event, address, entering, zone, language } = desk.dataset;
/** Where this desk asks and sends, and the name of what the device keeps for it alone. */
const { roster, key, scans, walkIns, withdraw, live, worker, scope, store } = desk.dataset;
export const addresses = { roster, key, scans, walkIns, withdraw, live, worker, scope, store };
/** From how many letters on a name is searched for. */
export const leastLetters = Number(desk.dataset.leastLetters ?? 1);

export const find = (id) => document.getElementById(id);

/** Make an element with properties and what stands in it. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Make a button that does something. */
export function button(text, className, work) {
  const made = element("button", { type: "button", className, textContent: text });
  made.addEventListener("click", () => work(made));
  return made;
}

/** Give the time on the wall clock at the event. */
export function timeOf(instant) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat(language, clock).format(new Date(instant));
}

/** Give the day at the event at an instant, as the keys of days are written. */
export function dayOf(instant) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(instant);
}
