// News from other desks as they happen: a stream while there is one; without it the desk asks from time to time.

const AGAIN_MS = 60_000;

export class News {
  /** `onSeen` takes who was seen or taken back; `onTurn` is told when the stream opens (true) or is lost (false). */
  constructor(address, { onSeen, onTurn }) {
    Object.assign(this, { address, onSeen, onTurn, source: null });
  }

  /** Open the stream; the browser opens it again by itself, and a refusal is asked about again after a while. */
  open() {
    if (!globalThis.EventSource || !this.address) {
      return;
    }
    this.source = new EventSource(this.address);
    this.source.onopen = () => this.onTurn(true);
    this.source.onmessage = ({ data }) => this.onSeen(JSON.parse(data).seen);
    this.source.onerror = () => {
      this.onTurn(false);
      if (this.source.readyState === EventSource.CLOSED) {
        setTimeout(() => this.open(), AGAIN_MS);
      }
    };
  }
}
