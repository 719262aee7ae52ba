// The arithmetic of the time grid: where sessions lie, and where they come to lie. Minutes count from midnight of a day.

export const RASTER = 5;
export const DAY = 24 * 60;
const LATEST_START = DAY - RASTER;
const USUAL = [8 * 60, 18 * 60];

/** Put a minute on the raster. */
export function snap(minutes) {
  return Math.round(minutes / RASTER) * RASTER;
}

/** The next minute on the raster in a direction: 9:07 goes to 9:10 or 9:05. */
export function step(minutes, by) {
  const there = minutes + by;
  return by > 0 ? Math.floor(there / RASTER) * RASTER : Math.ceil(there / RASTER) * RASTER;
}

/** The first and the last minute that a grid shows: full hours around all sessions, a working day at least. */
export function bounds(sessions) {
  const from = Math.min(USUAL[0], ...sessions.map((each) => each.start));
  const to = Math.max(USUAL[1], ...sessions.map((each) => each.end));
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}

/**
 * Lay the sessions of one day side by side where they run at the same time: { key: { lane, of } }.
 * Those of one room keep one lane where they can; what only touches stands below.
 */
export function lanes(sessions) {
  const laid = {};
  const sorted = [...sessions].sort((one, other) => one.start - other.start || other.end - one.end);
  let cluster = [];
  let until = -1;
  for (const each of [...sorted, null]) {
    if (each === null || each.start >= until) {
      Object.assign(laid, side(cluster));
      cluster = [];
      until = -1;
    }
    if (each) {
      cluster.push(each);
      until = Math.max(until, each.end);
    }
  }
  return laid;
}

function side(cluster) {
  const ends = [];
  const ofRoom = new Map();
  const placed = cluster.map((each) => {
    const isFree = (lane) => (ends[lane] ?? -1) <= each.start;
    const usual = ofRoom.get(each.room);
    const free = ends.findIndex((_, lane) => isFree(lane));
    const lane = usual !== undefined && isFree(usual) ? usual : free === -1 ? ends.length : free;
    ends[lane] = each.end;
    if (each.room) ofRoom.set(each.room, lane);
    return [each.key, lane];
  });
  return Object.fromEntries(placed.map(([key, lane]) => [key, { lane, of: ends.length }]));
}

/**
 * Where the sessions of one day lie across it, in shares of its width: { key: { from, width } }. Each room has a column,
 * the last one is for what is in none; what is in none while nothing else runs lies across all of them.
 */
export function across(sessions, rooms) {
  const shares = {};
  const put = (own, from, width) => {
    for (const [key, { lane, of }] of Object.entries(lanes(own))) {
      shares[key] = { from: from + (width * lane) / of, width: width / of };
    }
  };
  if (!rooms.length) {
    put(sessions, 0, 1);
    return shares;
  }
  const meets = (one, other) => one !== other && one.start < other.end && other.start < one.end;
  const wide = new Set(sessions.filter((each) => !each.column && !sessions.some((other) => meets(each, other))));
  put([...wide], 0, 1);
  const columns = [...rooms, ""];
  columns.forEach((column, place) => {
    const own = sessions.filter((each) => each.column === column && !wide.has(each));
    put(own, place / columns.length, 1 / columns.length);
  });
  return shares;
}

/** The room that lies so many further; behind the last one there is none, an empty name. */
export function roomBeside(rooms, room, by) {
  const columns = [...rooms, ""];
  return columns[Math.min(Math.max(columns.indexOf(room) + by, 0), columns.length - 1)];
}

/** A session that begins at another minute of a day, as long as before; it stays within the day. */
export function movedTo(session, start, day = session.day) {
  const begin = Math.min(Math.max(start, 0), LATEST_START);
  return { ...session, day, start: begin, end: begin + session.end - session.start };
}

/** A session that ends at another minute, a raster's step after its beginning at least, the next midnight at most. */
export function stretchedTo(session, end) {
  const latest = Math.max(session.end, DAY);
  return { ...session, end: Math.min(Math.max(end, session.start + RASTER), latest) };
}

/** The day that lies so many further in a list of days, or the last one in that direction. */
export function dayBeside(days, day, by) {
  const place = days.indexOf(day) + by;
  return days[Math.min(Math.max(place, 0), days.length - 1)];
}

/** What a clock shows: 09:05. */
export function clock(minutes) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** A moment as the service takes it; what lies beyond midnight is on the day after. */
export function moment(day, minutes) {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCMinutes(minutes);
  return at.toISOString().slice(0, 19);
}

/** Fill the places of a sentence. */
export function said(sentence, places) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => places[name] ?? all);
}
