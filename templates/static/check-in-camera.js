// The camera at the desk: it reads one badge after the other without a tap, and says what to do where it cannot.

import { kindOf, Sight } from "./camera-codes.js";
import { element, find, words } from "./check-in-page.js";

const KEPT = "check-in-camera"; // { on, device, light }: what was chosen last on this device
const PAUSE_MS = 40;
const NOTE_MS = 5000;

/** Show the camera's part of the desk; `onBadge` takes what was read, `known` tells { read, isKnown, host } for it. */
export async function prepareCamera(onBadge, known) {
  const camera = new Camera(onBadge, known);
  find("camera").hidden = false;
  find("camera-start").addEventListener("click", () => camera.start());
  find("camera-stop").addEventListener("click", () => camera.stop());
  find("camera-light").addEventListener("change", (changed) => camera.light(changed.target.checked));
  find("camera-choice").addEventListener("change", (changed) => camera.choose(changed.target.value));
  document.addEventListener("visibilitychange", () => document.hidden || camera.comeBack());
  if (chosen().on) {
    await camera.start();
  }
  return camera;
}

class Camera {
  constructor(onBadge, known) {
    Object.assign(this, { onBadge, known, sight: new Sight(), stream: null, reader: null });
    this.video = find("camera-picture");
  }

  async start() {
    this.#close();
    const opened = await open().catch((error) => this.#refused(faultOf(error)));
    if (!opened) {
      return;
    }
    this.stream = opened;
    this.#track.addEventListener("ended", () => this.#refused("stopped"), { once: true });
    this.video.srcObject = opened;
    await this.video.play().catch(() => null);
    this.reader ??= new Reader(find("camera").dataset);
    choose({ on: true });
    this.#show(true);
    this.#say("");
    await Promise.allSettled([this.#offerCameras(), this.light(chosen().light ?? false)]);
    this.#watch(opened);
    await navigator.wakeLock?.request("screen").catch(() => null); // a door does not wait for a screen to wake
  }

  stop() {
    choose({ on: false });
    this.#close();
  }

  /** Light the badge where this camera has a lamp. */
  async light(isOn) {
    const hasLamp = Boolean(this.#track?.getCapabilities?.().torch);
    find("camera-light").parentElement.hidden = !hasLamp;
    if (hasLamp) {
      find("camera-light").checked = isOn;
      await this.#track.applyConstraints({ advanced: [{ torch: isOn }] });
      choose({ light: isOn });
    }
  }

  async choose(device) {
    choose({ device });
    await this.start();
  }

  /** A phone takes the camera away from a page that is not in sight. */
  async comeBack() {
    if (chosen().on && this.#track?.readyState !== "live") {
      await this.start();
    }
  }

  get #track() {
    return this.stream?.getVideoTracks()[0];
  }

  async #offerCameras() {
    const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
    const current = this.#track?.getSettings().deviceId;
    const options = devices.map(({ deviceId, label }, place) =>
      element("option", { value: deviceId, textContent: label || place + 1, selected: deviceId === current }),
    );
    find("camera-choice").replaceChildren(...options);
    find("camera-choice").parentElement.hidden = devices.length < 2;
  }

  async #watch(stream) {
    while (this.stream === stream) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      if (document.hidden || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
        continue;
      }
      const { videoWidth: width, videoHeight: height } = this.video;
      const { codes, failed } = await this.reader.read(this.video);
      if (failed) {
        return this.stream === stream && this.#refused("no_reader");
      }
      const seen = this.sight.look(codes, { width, height }, performance.now(), (text) => kindOf(text, this.known));
      if (seen && this.stream === stream) {
        this.#answer(seen);
      }
    }
  }

  #answer({ kind, text, host }) {
    if (kind === "badge") {
      this.#say("");
      this.onBadge(text); // not waited for: the next person is in sight before the service has answered
    } else {
      this.#say(words.camera[kind].replace("{host}", () => host), NOTE_MS);
    }
  }

  #refused(fault) {
    this.#close();
    this.#say(words.camera[fault]);
  }

  #close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
    this.reader?.end();
    this.reader = null;
    this.#show(false);
  }

  #show(isOn) {
    find("camera").dataset.on = isOn ? "yes" : "no";
    find("camera-start").hidden = isOn;
    find("camera-view").hidden = !isOn;
  }

  #say(sentence, milliseconds = 0) {
    clearTimeout(this.silence);
    find("camera-note").textContent = sentence;
    find("camera-note").hidden = !sentence;
    if (milliseconds) {
      this.silence = setTimeout(() => this.#say(""), milliseconds);
    }
  }
}

/** The worker that reads pictures, one at a time. */
class Reader {
  constructor({ worker, script, wasm }) {
    this.worker = new Worker(worker);
    this.worker.postMessage({ script, wasm });
  }

  /** Give { codes: [{ text, x, y }], failed? } of what the camera shows now. */
  async read(video) {
    const picture = await createImageBitmap(video);
    return new Promise((resolve) => {
      this.worker.onmessage = ({ data }) => resolve(data);
      this.worker.onerror = () => resolve({ codes: [], failed: "no worker" });
      this.worker.postMessage({ picture }, [picture]);
    });
  }

  end() {
    this.worker.terminate();
  }
}

/** Open the camera that was chosen last, else the one that looks away from the screen. */
async function open() {
  const { mediaDevices } = navigator;
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const { device } = chosen();
  if (device) {
    const video = { ...size, deviceId: { exact: device } };
    const opened = await mediaDevices.getUserMedia({ video }).catch((error) => {
      if (faultOf(error) !== "no_camera") {
        throw error;
      }
    });
    if (opened) {
      return opened;
    }
  }
  return mediaDevices.getUserMedia({ video: { ...size, facingMode: { ideal: "environment" } } });
}

function faultOf({ name }) {
  const faults = {
    NotAllowedError: "denied", SecurityError: "denied",
    NotReadableError: "in_use", AbortError: "in_use",
    TypeError: "not_secure",
  };
  return faults[name] ?? "no_camera";
}

function chosen() {
  return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
}

function choose(changes) {
  localStorage.setItem(KEPT, JSON.stringify({ ...chosen(), ...changes }));
}
