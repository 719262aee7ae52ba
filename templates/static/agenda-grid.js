// The time grid of an agenda: sessions are dragged, stretched and moved by keys, and saved behind the page's back.

import {
  across,
  bounds,
  clock,
  dayBeside,
  moment,
  movedTo,
  RASTER,
  roomBeside,
  said,
  snap,
  step,
  stretchedTo,
} from "./agenda-grid-layout.js";

const PIXELS = 1.6; // of a minute: a quarter of an hour is as high as a finger's least target
const KEYS_REST = 700; // milliseconds after the last key until a move is saved
const DRAG_FROM = 4; // pixels: less is a click
const MOST_COLUMNS = 12; // rooms of all days that are shown at once; of more, one day at a time

const grid = document.getElementById("agenda-grid");
const data = grid && JSON.parse(document.getElementById("agenda-data").textContent);
const days = data?.days.map((each) => each.day);
const names = Object.fromEntries((data?.days ?? []).map((each) => [each.day, each.name]));
const rooms = (data?.rooms ?? []).map((each) => each.name);
const cells = [...rooms, ""]; // the columns of a day: each room, and none
const columns = {};
const blocks = new Map();
const waiting = new Map();
let sessions = new Map();
let range;
let version = data?.version;
let sending = false;
let timer;
let drag = null;

function make(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function say(text) {
  grid.querySelector("[role=status]").textContent = text;
}

function told(title, sentences, undo) {
  const box = grid.querySelector(".grid-told");
  box.className = `grid-told ${undo ? "success" : "warning"}`;
  box.hidden = false;
  box.querySelector("strong").textContent = title;
  box.querySelector("ul").replaceChildren(...sentences.map((each) => make("li", "", each)));
  box.querySelector("button").hidden = !undo;
  say([title, ...sentences].join(". "));
}

function place(session) {
  return said(rooms.length ? data.words.place_in_room : data.words.place, {
    session: session.title,
    room: session.column || data.words.no_room,
    day: names[session.day],
    from: clock(session.start),
    to: clock(session.end),
  });
}

function drawColumn(day) {
  const own = [...sessions.values()].filter((each) => each.day === day);
  const shares = across(own, rooms);
  for (const each of own) {
    const block = blocks.get(each.key);
    if (block.parentNode !== columns[day]) columns[day].append(block);
    lay(block, shares[each.key]);
    drawBlock(block, each);
  }
}

function lay(block, { from, width }) {
  block.style.insetInlineStart = `${100 * from}%`;
  block.style.width = `${100 * width}%`;
}

function drawBlock(block, session) {
  block.style.insetBlockStart = `${(session.start - range.from) * PIXELS}px`;
  block.style.height = `${(session.end - session.start) * PIXELS}px`;
  const link = block.querySelector("a");
  link.querySelector(".when").textContent = `${clock(session.start)}–${clock(session.end)}`;
  link.querySelector(".title").textContent = session.title;
  // What the grid moved to another room is there before the service has said so.
  link.querySelector(".room").textContent = session.column === session.saved ? session.room : session.column;
  link.querySelector(".odd").textContent = session.odd ? said(data.words.odd, { number: session.odd }) : "";
  block.classList.toggle("off", session.off);
  block.classList.toggle("pause", session.pause);
}

function newBlock(session) {
  const block = make("div", "grid-session");
  const link = make("a", "");
  link.href = `${data.address}/sessions/${session.key}`;
  link.draggable = false;
  link.append(make("span", "when"), " ", make("span", "title"), " ", make("span", "room"), " ");
  link.append(make("span", "odd"));
  const grip = make("span", "grip");
  const handle = make("span", "handle");
  for (const each of [grip, handle]) each.setAttribute("aria-hidden", "true");
  block.append(link, grip, handle);
  block.dataset.key = session.key;
  return block;
}

function redraw(found) {
  sessions = new Map(found.map((each) => [each.key, each]));
  for (const [key, block] of blocks) {
    if (!sessions.has(key)) {
      block.remove();
      blocks.delete(key);
    }
  }
  for (const each of found) if (!blocks.has(each.key)) blocks.set(each.key, newBlock(each));
  range = bounds(found);
  const height = `${(range.to - range.from) * PIXELS}px`;
  for (const hours of grid.querySelectorAll(".grid-hours")) {
    const list = [];
    for (let hour = range.from; hour < range.to; hour += 60) list.push(make("li", "", clock(hour)));
    hours.replaceChildren(...list);
    hours.style.height = height;
  }
  for (const day of days) {
    columns[day].style.height = height;
    drawColumn(day);
  }
}

function change(after, { rest }) {
  const before = sessions.get(after.key);
  if (["day", "start", "end", "column"].every((name) => before[name] === after[name])) return;
  sessions.set(after.key, after);
  const block = blocks.get(after.key);
  const focused = block.contains(document.activeElement);
  if (after.end > range.to || after.start < range.from) redraw([...sessions.values()]);
  for (const day of new Set([before.day, after.day])) drawColumn(day);
  choose(after.day);
  if (focused) block.querySelector("a").focus({ preventScroll: true });
  block.scrollIntoView({ block: "nearest" });
  say(place(after));
  waiting.set(after.key, after);
  clearTimeout(timer);
  timer = setTimeout(save, rest);
}

function choose(day) {
  for (const each of grid.querySelectorAll(".grid-day")) each.classList.toggle("chosen", each.dataset.day === day);
  for (const each of grid.querySelectorAll(".grid-choose button")) {
    each.setAttribute("aria-pressed", String(each.value === day));
  }
}

async function send(body) {
  const answer = await fetch(`${data.address}/step`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ version, ...body }),
  });
  if (!answer.headers.get("content-type")?.includes("json")) throw new Error(answer.statusText);
  return answer.json();
}

async function save() {
  if (sending || drag || !waiting.size) return;
  const [key, session] = waiting.entries().next().value;
  waiting.delete(key);
  const { day, start, end, column, saved } = session;
  const placed = { do: "place", session: key, start: moment(day, start), end: moment(day, end) };
  await exchange(column === saved ? placed : { ...placed, to_room: true, room: column });
  if (waiting.size) save();
}

async function exchange(body) {
  sending = true;
  grid.setAttribute("aria-busy", "true");
  try {
    const answer = await send(body);
    version = answer.version;
    if (answer.refused.length) {
      waiting.clear();
      told(data.words.refused, answer.refused, false);
    } else {
      told(data.words.saved, answer.told, true);
    }
    // What was moved since is drawn as it stands, and saved next.
    redraw(answer.sessions.map((each) => waiting.get(each.key) ?? held(each)));
    refreshList();
  } catch {
    waiting.clear();
    told(data.words.refused, [data.words.offline], false);
  } finally {
    sending = false;
    grid.removeAttribute("aria-busy");
  }
}

/** A session as the service has it; `saved` is the room that it has there. */
function held(session) {
  return { ...session, saved: session.column };
}

/** The list below, what looks odd and what is not told yet are the server's; they follow what the grid saved. */
async function refreshList() {
  const answer = await fetch(data.address).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["agenda-odd", "agenda-list", "waiting-changes"]) {
    document.getElementById(id).replaceChildren(...fresh.getElementById(id).childNodes);
  }
}

function byKey(event) {
  const block = event.target.closest(".grid-session");
  if (!block || event.ctrlKey || event.metaKey) return;
  const session = sessions.get(block.dataset.key);
  const rtl = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  const by = { ArrowUp: -RASTER, ArrowDown: RASTER }[event.key];
  const beside = { ArrowLeft: -rtl, ArrowRight: rtl }[event.key];
  let after;
  if (by && event.shiftKey) after = stretchedTo(session, step(session.end, by));
  else if (by && !event.altKey) after = movedTo(session, step(session.start, by));
  else if (beside && event.altKey) after = { ...session, day: dayBeside(days, session.day, beside) };
  else if (beside && rooms.length && !session.elsewhere) {
    after = { ...session, column: roomBeside(rooms, session.column, beside) };
  }
  if (!after) return;
  event.preventDefault();
  change(after, { rest: KEYS_REST });
}

function take(event) {
  const block = event.target.closest(".grid-session");
  if (!block || event.button !== 0) return;
  const handle = event.target.closest(".handle, .grip");
  // A finger on the block itself scrolls the page; its grips move it.
  if (event.pointerType !== "mouse" && !handle) return;
  const session = sessions.get(block.dataset.key);
  const stretches = Boolean(handle?.classList.contains("handle"));
  const at = { x: event.clientX, y: event.clientY, column: roomAt(session.day, event.clientX) };
  drag = { block, session, stretches, ...at, after: session, moved: false };
  block.setPointerCapture(event.pointerId);
}

function dragTo(event) {
  if (!drag) return;
  const { block, session, stretches } = drag;
  const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.moved && Math.hypot(dx, dy) < DRAG_FROM) return;
  drag.moved = true;
  block.classList.add("dragged");
  const by = dy / PIXELS;
  if (stretches) {
    drag.after = stretchedTo(session, snap(session.end + by));
  } else {
    drag.after = droppedAt(event.clientX, event.clientY, snap(session.start + by));
    follow(block, session, drag.after);
  }
  drawBlock(block, drag.after);
}

/** The session as it would be dropped: in the column of a room, or on the button of a day, at its own hour. */
function droppedAt(x, y, start) {
  const { session } = drag;
  const button = dayOfButton(x, y);
  if (button) return { ...session, day: button };
  const day = dayAt(x) ?? session.day;
  return { ...movedTo(session, start, day), column: columnAt(day, x) };
}

/** Show a session that is dragged where it would lie. */
function follow(block, session, after) {
  if (after.column !== session.column) {
    lay(block, { from: cells.indexOf(after.column) / cells.length, width: 1 / cells.length });
  }
  const left = (day) => columns[day].getBoundingClientRect().left;
  const shown = columns[after.day].offsetWidth > 0;
  const way = shown ? left(after.day) - left(session.day) : 0;
  block.style.transform = way ? `translateX(${way}px)` : "";
}

/** The day whose button lies under a pointer. */
function dayOfButton(x, y) {
  return [...grid.querySelectorAll(".grid-choose button")].find((each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    return left <= x && x < right && top <= y && y < bottom;
  })?.value;
}

function dayAt(x) {
  return days.find((day) => {
    const { left, right } = columns[day].getBoundingClientRect();
    return left <= x && x < right;
  });
}

/** The room whose column of a day lies under a pointer. */
function roomAt(day, x) {
  const { left, right } = columns[day].getBoundingClientRect();
  if (left === right) return "";
  const share = (x - left) / (right - left);
  const along = getComputedStyle(grid).direction === "rtl" ? 1 - share : share;
  return cells[Math.min(Math.max(Math.floor(along * cells.length), 0), cells.length - 1)];
}

/** The room that a session is dragged to: its own while the pointer stays in the column where it was taken. */
function columnAt(day, x) {
  const { session, column } = drag;
  const there = roomAt(day, x);
  const stays = session.elsewhere || columns[day].offsetWidth === 0 || there === column;
  return stays ? session.column : there;
}

function drop({ given = true } = {}) {
  if (!drag) return;
  const { block, session, after, moved } = drag;
  drag = null;
  block.classList.remove("dragged");
  block.style.transform = "";
  if (!moved) return;
  // The click that ends a drag opens nothing.
  const swallow = (event) => event.preventDefault();
  addEventListener("click", swallow, { capture: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  drawColumn(session.day);
  if (given) change(after, { rest: 0 });
}

function build() {
  const body = grid.querySelector(".grid-body");
  const chooser = grid.querySelector(".grid-choose");
  grid.classList.toggle("one-day", rooms.length > 0 && days.length * cells.length > MOST_COLUMNS);
  grid.style.setProperty("--columns", cells.length);
  body.append(hoursColumn());
  for (const day of days) {
    const column = make("div", "grid-day");
    column.setAttribute("role", "group");
    column.dataset.day = day;
    column.setAttribute("aria-label", names[day]);
    columns[day] = make("div", "grid-lanes");
    const name = make("p", "grid-name", names[day]);
    name.setAttribute("aria-hidden", "true");
    column.append(name, ...roomNames(), columns[day]);
    body.append(column);
    const button = make("button", "outline secondary", names[day]);
    button.type = "button";
    button.value = day;
    button.addEventListener("click", () => choose(day));
    chooser.append(button);
  }
  chooser.hidden = days.length < 2;
  choose(days[0]);
  redraw(data.sessions.map(held));
  grid.hidden = false;
}

/** A line that names the rooms above their columns, with what is to be known of each; nothing without rooms. */
function roomNames() {
  if (!rooms.length) return [];
  const line = make("p", "grid-rooms");
  line.setAttribute("aria-hidden", "true");
  for (const room of [...data.rooms, { name: "–", about: "" }]) {
    const cell = make("span", "");
    cell.append(make("b", "", room.name), " ", make("small", "", room.about));
    cell.title = [room.name, room.about].filter(Boolean).join(": ");
    line.append(cell);
  }
  return [line];
}

function hoursColumn() {
  const column = make("div", "grid-clock");
  column.setAttribute("aria-hidden", "true");
  const above = rooms.length ? [make("p", "grid-rooms")] : [];
  column.append(make("p", "grid-name", "\u00a0"), ...above, make("ol", "grid-hours"));
  return column;
}

if (grid) {
  build();
  grid.addEventListener("keydown", byKey);
  grid.addEventListener("pointerdown", take);
  grid.addEventListener("pointermove", dragTo);
  grid.addEventListener("pointerup", () => drop());
  grid.addEventListener("pointercancel", () => drop({ given: false }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drop({ given: false });
  });
  grid.querySelector(".grid-told button").addEventListener("click", () => exchange({ do: "undo" }));
  addEventListener("beforeunload", (event) => {
    if (waiting.size || sending) event.preventDefault();
  });
}
