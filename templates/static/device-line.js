// What pages ask of the service from a device whose network comes and goes.

const PATIENCE_MS = 20_000;
let network = new AbortController();

/** Ask the service, never a cache. Whoever waits longer than 20 seconds, or for a network that is gone, gets an error. */
export function ask(address, options = {}) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  // Browsers before 2024 cannot wait for either; there, what hangs ends by its time.
  const signal = AbortSignal.any?.([patience, network.signal]) ?? patience;
  return fetch(address, { cache: "no-store", signal, ...options });
}

/** Give what `ask` needs to send a value as JSON. */
export function sending(value) {
  return { method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" } };
}

/** Run `again` whenever the network is back. What was asked of the one before it would hang, and ends first. */
export function whenBack(again) {
  addEventListener("online", () => {
    network.abort();
    network = new AbortController();
    again();
  });
}

/** Do a work while no other tab of this browser does one of that name. */
export function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
