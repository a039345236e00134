// What the charts show: one sample per second, for 15 minutes, made from the server's totals.

const SPAN_S = 15 * 60;

/** While less is known, the charts show this much. */
const LEAST_SPAN_S = 60;

/** More than this between two samples, and the line has a gap: we were not there. */
const GAP_S = 5;

export class History {
  /** uPlot's form: times (s), connections, bytes, messages and datagrams per second. */
  columns = [[], [], [], [], []];
  #last = null;
  /** The totals by reason as they were, oldest first: { at, closed, rejected }. */
  #reasons = [];

  /** Adds the server's state at a moment (s), which must not go back. */
  add(at, status) {
    const { bytesIn, reads, datagramsIn } = status.totals;
    const last = this.#last;
    this.#last = { at, bytesIn, reads, datagramsIn };
    // A server that was started anew counts from 0 again.
    if (last === null || bytesIn < last.bytesIn || reads < last.reads
      || datagramsIn < last.datagramsIn) {
      this.#reasons = [];
    } else if (at > last.at) {
      const seconds = at - last.at;
      if (seconds > GAP_S) {
        this.#push(last.at + 1, null, null, null, null);
      }
      this.#push(
        at, status.connections, (bytesIn - last.bytesIn) / seconds, (reads - last.reads) / seconds,
        (datagramsIn - last.datagramsIn) / seconds);
    }
    this.#remember(at, status.totals);
  }

  /** The time to show: all that is known, up to now. */
  range(now) {
    const first = this.columns[0].at(0) ?? now;
    return [Math.max(now - SPAN_S, Math.min(first, now - LEAST_SPAN_S)), now];
  }

  #push(...sample) {
    this.columns.forEach((column, i) => column.push(sample[i]));
    const first = this.columns[0].findIndex((at) => at >= sample[0] - SPAN_S);
    if (first > 0) {
      this.columns.forEach((column) => column.splice(0, first));
    }
  }

  #remember(at, { closed, rejected }) {
    this.#reasons.push({ at, closed, rejected });
    while (this.#reasons[0].at < at - SPAN_S) {
      this.#reasons.shift();
    }
  }

  /** How much a count by reason ("closed", "rejected") has grown in the time that is known. */
  growth(kind, reason) {
    const first = this.#reasons.at(0)?.[kind][reason] ?? 0;
    const last = this.#reasons.at(-1)?.[kind][reason] ?? 0;
    return last - first;
  }
}
