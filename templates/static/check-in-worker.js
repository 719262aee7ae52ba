// The service worker of the check-in desk: without the network it gives the page as the device keeps it, without a
// word about anybody, and the files that the page needs. Names and scans are kept by check-in-store.js, encrypted.

const KEPT = "check-in-page-1";
const PATIENCE_MS = 4000;
const CAMERA = /^\/(organise|helper)\/camera-worker\.js$/;
const DESK = /^(\/organise\/events\/[^/]+\/check-in|\/helper\/desk)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (CAMERA.test(url.pathname) || (request.mode === "navigate" && DESK.test(url.pathname))) {
    event.respondWith(newestOrKept(request, url));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fileKeptOrFromNetwork(request));
  }
});

async function newestOrKept(request, url) {
  const kept = await caches.match(url.pathname, { cacheName: KEPT });
  try {
    const answer = await withPatience(fetch(request), kept ? PATIENCE_MS : 60_000);
    if (answer.status < 500 || !kept) {
      return answer;
    }
  } catch (error) {
    if (!kept) {
      throw error;
    }
  }
  return kept;
}

async function fileKeptOrFromNetwork(request) {
  // A file's address changes with its content, so a kept one is never stale.
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

function withPatience(promise, milliseconds) {
  const timeout = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the network is too slow")), milliseconds);
  });
  return Promise.race([promise, timeout]);
}
