// The columns of the connection table: what each is called, how the server sorts by it, and what it
// shows. Whatever a peer has a hand in becomes text, and never markup.

import * as format from "./format.js";

const rate = (row) => (!row.rate ? String(row.rate ?? "") : `${format.bytes(row.rate)}/s`);
const known = (value, write) => (value === undefined ? "" : write(value));

/** What went wrong on a connection on request, or that something will. */
function faults(row) {
  const acted = [...new Set((row.faultHits ?? []).map((hit) => hit.word))];
  return acted.length > 0 ? `fault: ${acted.join(", ")}` : row.faults && "faulty";
}

/** The same, with each byte at which it happened, and the query that repeats it. */
function faultsInFull(row) {
  const acted = (row.faultHits ?? []).map((hit) => `${hit.word} at byte ${hit.byte}`);
  return [names(row), row.faults, ...acted].filter(Boolean).join("; ");
}

/** Who a peer says it is, besides its address; and its faults. */
export function names(row) {
  return [
    row.name && format.visible(row.name),
    row.proxy && `via ${format.plain(row.proxy)}`,
    row.sni && `SNI ${format.visible(row.sni)}`,
    faults(row),
  ].filter(Boolean).join(" ");
}

function transport(row) {
  return row.tlsVersion ? row.tlsVersion.replace(/^TLSv/, "TLS ") : row.transport;
}

export const COLUMNS = [
  { key: "id", label: "ID", sort: "id", number: true, text: (row) => String(row.id) },
  { key: "peer", label: "Peer", sort: "peer", text: format.peer, under: names },
  { key: "name", label: "Name", sort: "name", text: names, title: faultsInFull },
  { key: "transport", label: "Via", sort: "transport", text: transport,
    title: (row) => row.tlsCipher ?? "" },
  { key: "age", label: "Age", sort: "age", number: true, text: (row) => format.time(row.ageMs) },
  { key: "idle", label: "Idle", sort: "idle", number: true, text: (row) => format.time(row.idleMs) },
  { key: "in", label: "In", sort: "bytesIn", number: true, text: (row) => format.bytes(row.bytesIn) },
  { key: "out", label: "Out", sort: "bytesOut", number: true,
    text: (row) => format.bytes(row.bytesOut) },
  { key: "rate", label: "Rate", number: true, text: rate, title: () => "Bytes received per second" },
  { key: "queued", label: "Queued", sort: "queued", number: true,
    text: (row) => format.bytes(row.queued) },
  { key: "rtt", label: "RTT", sort: "rtt", number: true,
    text: (row) => known(row.rttUs, format.roundTrip) },
  { key: "retransmits", label: "Retr", sort: "retransmits", number: true,
    text: (row) => known(row.retransmits, format.count) },
];
