// Puts the page together: receives the server's events, and passes each to the parts that show it.

import { json, Unauthorized } from "./api.js";
import { Charts } from "./charts.js";
import { askForToken } from "./dialogs.js";
import { follow } from "./events.js";
import { Faults } from "./faults.js";
import { amount, bytes, count, plural } from "./format.js";
import { History } from "./history.js";
import * as summary from "./summary.js";
import { Table } from "./table.js";

/** Who comes and goes in a crowd is shown this often; a single one at once. */
const TABLE_PAUSE_MS = 300;

const SAID_MS = 15_000;

/** What the server says where there is no limit: the greatest int of Java. */
const UNLIMITED = 2 ** 31 - 1;

const history = new History();
const charts = new Charts(history);
const table = new Table(say, askForToken);
const faults = new Faults(askForToken);
let status = null;
let startedAt = 0;
let drained = "";
let forgetting = null;

/** What became of a request of the user: for as long as it takes to read it. */
function say(text) {
  document.getElementById("said").textContent = text;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => say(""), SAID_MS);
}

/** Everything anew: at the start, and whenever something may have been missed. */
async function readAll() {
  try {
    status = await json("/status");
    startedAt = Date.now() - status.uptimeMs;
    drained = "";
    summary.identity(status);
    show(status);
    await table.refresh();
  } catch (error) {
    if (error instanceof Unauthorized) {
      await askForToken();
      await readAll();
    }
    // Else: the events are away too, and call us when they are back.
  }
}

/** What changes every second. */
function show(changes) {
  if (status === null) {
    return;
  }
  Object.assign(status, changes);
  const { totals } = status;
  history.add(Date.now() / 1000, status);
  charts.draw();
  charts.sum("connections", status.maxConnections < UNLIMITED
    ? `of at most ${count(status.maxConnections)}` : "");
  charts.sum("bytes", `${bytes(totals.bytesIn)} since start, ${bytes(totals.bytesOut)} sent`);
  charts.sum("messages", `${amount(totals.reads)} since start`);
  charts.offer("datagrams", status.listening.some((place) => place.startsWith("udp ")));
  charts.sum("datagrams", datagrams(totals));
  summary.facts(status, Date.now() - startedAt);
  summary.counts("refused", history, "rejected", totals.rejected);
  summary.counts("closed", history, "closed", totals.closed);
  summary.loops(status.eventLoops);
  faults.show(status.listening, status.faults);
  showState();
}

function datagrams({ datagramsIn, datagramsDropped }) {
  const dropped = Object.values(datagramsDropped).reduce((sum, count) => sum + count, 0);
  return `${amount(datagramsIn)} echoed since start` + (dropped > 0 ? `, ${amount(dropped)} dropped` : "");
}

function showState() {
  if (status.draining) {
    summary.state(
      "draining",
      "Draining: no new connections; outstanding echoes are delivered, then the server exits.");
  } else {
    summary.state("serving");
  }
}

let pause = null;

function tableChanged() {
  pause ??= setTimeout(() => {
    pause = null;
    table.refresh();
  }, TABLE_PAUSE_MS);
}

const HANDLERS = {
  rates(changes) {
    show(changes);
    if (!document.hidden) {
      table.refresh();
    }
  },
  opened: tableChanged,
  closed: tableChanged,
  faulted: tableChanged,
  rejected() {
    // Counted in the next second's totals.
  },
  lost: readAll,
  drain() {
    say("");
    show({ draining: true });
  },
  drained(receipt) {
    drained = ` It drained ${plural(receipt.drained, "connection")}, cut ${receipt.cut}.`;
  },
};

follow({
  open: readAll,
  event: (name, data) => HANDLERS[name]?.(data),
  lost(error, waitMs) {
    table.lost();
    summary.state(
      "lost", `The server cannot be reached.${drained} Retrying every ${waitMs / 1000} s.`);
  },
  unauthorized: askForToken,
});
document.addEventListener("visibilitychange", () => !document.hidden && table.refresh());
