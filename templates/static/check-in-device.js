// The device at the desk: its name, the page that it keeps for the time without the network, and the switch of its sound.

import { sound } from "./check-in-answer.js";
import { address, addresses, find, isShell } from "./check-in-page.js";

/** Give the name under which this device sends its scans. */
export function deviceName() {
  const kept = localStorage.getItem("check-in-device") ?? `desk-${crypto.randomUUID().slice(0, 8)}`;
  localStorage.setItem("check-in-device", kept);
  return kept;
}

/** Keep the page without anybody on it, and the files it needs, for the time without the network. */
export async function keepPage() {
  if (!navigator.serviceWorker) {
    return;
  }
  await navigator.serviceWorker.register(addresses.worker, { scope: addresses.scope });
  const cache = await caches.open("check-in-page-1");
  if (!isShell) {
    const shell = await fetch(`${address}?shell=1`);
    if (shell.ok && !shell.redirected) {
      await cache.put(address, shell);
    }
  }
  const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const ours = files.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  const linked = [...document.querySelectorAll("link[href^='/static/'], script[src^='/static/']")];
  const wanted = new Set([...ours.map((url) => url.href), ...linked.map((link) => link.href || link.src)]);
  const { worker, script, wasm } = find("camera").dataset; // the camera's worker loads its own files
  await cache.add(worker).catch(() => null);
  for (const file of [script, wasm]) {
    wanted.add(new URL(file, location.href).href);
  }
  await Promise.allSettled([...wanted].map(async (url) => (await cache.match(url)) ?? cache.add(url)));
}

/** Show the switch for the sound. */
export function prepareSound() {
  const label = find("sound");
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = localStorage.getItem("check-in-sound") === "on";
  box.addEventListener("change", () => {
    localStorage.setItem("check-in-sound", box.checked ? "on" : "off");
    sound("accepted");
  });
}
