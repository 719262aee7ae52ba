// The answer that is seen and heard across the door: for a moment the whole screen, a sound of its own and a tremble.

import { element, find } from "./check-in-page.js";

const LOOKS = {
  accepted: { sign: "M4 13l5 5L20 6", tones: [[880, 0.18]], tremble: [80], stays: 1200 },
  already: { sign: "M4 9h16M4 15h16", tones: [[587, 0.12], [587, 0.12]], tremble: [60, 60, 60], stays: 2000 },
  unapproved: { sign: "M12 4v10M12 19v1", tones: [[440, 0.15], [330, 0.3]], tremble: [60, 60, 200], stays: 2500 },
  refused: { sign: "M5 5l14 14M19 5L5 19", tones: [[220, 0.5]], tremble: [300], stays: 2500 },
};
const SVG = "http://www.w3.org/2000/svg";
let context, ends;

/** Answer in a colour: { word, name, lines } in large letters, with its sound where that is switched on. */
export function answer(colour, said) {
  show(colour, said);
  navigator.vibrate?.(LOOKS[colour].tremble);
  sound(colour);
}

/** Take the answer from the screen: what stands on the page says the same. */
export function clear() {
  clearTimeout(ends);
  find("answer").hidden = true;
}

function show(colour, { word, name, lines }) {
  const box = find("answer");
  box.className = `answer ${colour}`;
  box.replaceChildren(
    sign(LOOKS[colour].sign),
    element("strong", { textContent: word }),
    element("span", { className: "outcome-name", textContent: name }),
    ...lines.map((line) => element("span", { textContent: line })),
  );
  box.hidden = false;
  clearTimeout(ends);
  ends = setTimeout(clear, LOOKS[colour].stays);
}

function sign(path) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.append(document.createElementNS(SVG, "path"));
  drawn.firstChild.setAttribute("d", path);
  return drawn;
}

/** Sound the tones of a colour, one after the other, where that is switched on. */
export function sound(colour) {
  if (localStorage.getItem("check-in-sound") !== "on" || !globalThis.AudioContext) {
    return;
  }
  context ??= new AudioContext();
  context.resume();
  let at = context.currentTime;
  for (const [frequency, seconds] of LOOKS[colour].tones) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + 0.05;
  }
}
