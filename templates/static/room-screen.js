// A screen in a room: asks for itself anew every few seconds, says when it cannot, and keeps the display awake.
// Without it the page is loaded again as a whole.

const screen = document.getElementById("room-screen");
const PARTS = screen.dataset.parts?.split(" ") ?? ["room-now"];
const AGAIN_MS = Number(screen.dataset.again) * 1000;
const lost = document.getElementById("room-lost");
const full = document.getElementById("room-full");

let asking = false;

async function renew() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(AGAIN_MS * 2) });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of PARTS) document.getElementById(id).replaceWith(fresh.getElementById(id));
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  } finally {
    asking = false;
  }
}

function stayAwake() {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
}

setInterval(renew, AGAIN_MS);
stayAwake();
document.addEventListener("visibilitychange", stayAwake);

// Where something is told at once, the screen need not wait for its turn.
if (screen.dataset.live && globalThis.EventSource) {
  new EventSource(screen.dataset.live).addEventListener("message", renew);
}

if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
}
