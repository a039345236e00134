// Numbers and times as people read them at a glance; much the same notation as echoctl's.

const PREFIXES = ["", "k", "M", "G", "T", "P", "E"];

/** 999, 1.2k, 34M: powers of 1000. Returns the digits and the prefix apart. */
export function scaled(amount) {
  let value = amount;
  let prefix = 0;
  while (value >= 999.5 && prefix < PREFIXES.length - 1) {
    value /= 1000;
    prefix++;
  }
  const digits = (prefix > 0 || !Number.isInteger(amount)) && value < 9.95 ? value.toFixed(1)
    : value.toFixed(0);
  return [digits === "0.0" ? "0" : digits, PREFIXES[prefix]];
}

export function amount(value) {
  return scaled(value).join("");
}

export function bytes(value) {
  const [digits, prefix] = scaled(value);
  if (digits === "0") {
    return digits;
  }
  return `${digits}\u202f${prefix}B`;
}

/** All the digits, in groups: 1 234 567. */
export function count(value) {
  return value.toLocaleString("en").replaceAll(",", "\u202f");
}

/** 1 byte, 2 bytes. */
export function plural(value, noun) {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** 0s, 12s, 3m04s, 5h09m, 12d03h. */
export function time(ms) {
  const s = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  if (s < 60) {
    return `${s}s`;
  } else if (s < 3600) {
    return `${Math.floor(s / 60)}m${two(s % 60)}s`;
  } else if (s < 86400) {
    return `${Math.floor(s / 3600)}h${two(Math.floor((s % 3600) / 60))}m`;
  }
  return `${Math.floor(s / 86400)}d${two(Math.floor((s % 86400) / 3600))}h`;
}

/** 0.08 ms, 1.2 ms, 340 ms. */
export function roundTrip(us) {
  const digits = us < 1000 ? 2 : us < 10000 ? 1 : 0;
  return `${(us / 1000).toFixed(digits)}\u202fms`;
}

/** An address without the prefix that an IPv4 peer of a dual-stack socket has. */
export function plain(address) {
  return visible(address).replace(/^::ffff:(?=[0-9.]+$)/, "");
}

/** 192.0.2.1:5000. */
export function peer(connection) {
  const address = plain(connection.peer);
  if (connection.port === undefined) {
    return address;
  }
  return `${address.includes(":") ? `[${address}]` : address}:${connection.port}`;
}

/**
 * What a peer calls itself, with whatever cannot be seen made visible: a line break, or a mark that
 * turns the direction of writing, could make a name look like another.
 */
export function visible(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}
