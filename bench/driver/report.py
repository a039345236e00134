"""Results as tables: text for a terminal, markdown for docs/performance.md."""

from . import places, targets

START, END = "<!-- bench/run: begin -->", "<!-- bench/run: end -->"
DOCUMENT = places.ROOT / "docs" / "performance.md"


def _number(value):
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.005 else f"{value:.5f}"


def markdown(header, lines):
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join("| " + " | ".join(_number(cell) for cell in row) + " |" for row in rows)


def text(header, lines):
    rows = [[_number(cell) for cell in row] for row in (header, *lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def _cells(found, path=()):
    """Every comparison in a row's results, however deep: (its path, peer -> summaries)."""
    if any(isinstance(value, dict) and "cpuNs" in value for value in found.values()):
        yield " ".join(path), found
        return
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _cells(value, (*path, key))


HEADER = ["cell", "server", "CPU ns per message", "quartiles", "of c-epoll", "machine ns",
          "messages per second", "p50 us", "p99 us", "lost"]


def _baseline(results):
    for name in ("c-epoll", "c-mmsg", "haproxy+c-epoll"):
        if "cpuNs" in results.get(name, {}):
            return results[name]["cpuNs"]["median"]
    return None


def _comparison(cell, results):
    base = _baseline(results)
    for name, result in results.items():
        if "broken" in result:
            yield [cell, name, f"broke: {result['broken']}"] + ["-"] * 7
            continue
        cost = result["cpuNs"]
        yield [
            cell, name, cost["median"], f"{cost['q1']:,.0f} to {cost['q3']:,.0f}",
            cost["median"] / base if base else None,
            result["machineNs"]["median"], result["perSecond"]["median"],
            result["p50Ns"]["median"] / 1e3, result["p99Ns"]["median"] / 1e3,
            f"{sum(result['lost']['samples'])}",
        ]


def _flat(found):
    """Rows that are no comparison: numbers with the path that leads to them."""
    for key, value in found.items():
        if isinstance(value, dict) and "median" in value:
            yield [key, value["median"]]
        elif isinstance(value, dict):
            for path, number in _flat(value):
                yield [f"{key} {path}", number]
        elif isinstance(value, (int, float, str)):
            yield [key, value]


def _ratio(line):
    return (None if line["ratio"] is None
            else f"{line['ratio']:.3f} ({line['low']:.3f} to {line['high']:.3f})")


def _judged(found, table):
    """Each cell of ours, then C epoll against itself and its other forms."""
    return table(
        ["cell", "to", "ratio of CPU per message, 95 % interval", "windows", "dropped"],
        [[line["figure"], line["rival"], _ratio(line), f"{line['windows']}", f"{line['dropped']}"]
         for line in (*found["cells"], *found["noise"])])


def _row_tables(found, table):
    if "noise" in found:
        return _judged(found, table)
    lines = [line for cell, results in _cells(found) for line in _comparison(cell, results)]
    if lines:
        return table(HEADER, lines)
    return table(["figure", "value"], list(_flat(found)))


def _targets(rows, table):
    return table(["figure", "at most", "measured", ""],
                 [[figure, f"{_number(float(bound))} {unit}", measured, verdict]
                  for figure, unit, bound, measured, verdict in targets.table(rows)])


def _origin(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    settings = results["settings"]
    return (
        f"{machine['date']}, revision {machine['revision']}, started from {machine['started']}. "
        f"{machine['processors']} x {machine['processor']}, {machine['memoryGb']} GB, "
        f"Linux {machine['kernel']}. {settings['rounds']} rounds of {settings['seconds']} s. "
        f"{versions}.")


def _front(results, table):
    parts = [_origin(results), _targets(results["rows"], table)]
    if results["missing"]:
        parts.append(table(["not measured", "why"], sorted(map(list, results["missing"].items()))))
    return parts


def document(results, table=markdown, heading="### "):
    parts = _front(results, table)
    for name, found in results["rows"].items():
        parts.append(f"{heading}{name}")
        parts.append(_row_tables(found, table))
    return "\n\n".join(parts) + "\n"


def page(results):
    """What docs/performance.md shows: the targets, and the cells in which all peers were."""
    parts = _front(results, markdown)
    judged = results["rows"].get("judged")
    if judged:
        parts.append(_judged(judged, markdown))
    cells = {cell: found for cell, found in results["rows"].get("messages", {}).items()
             if len(found) > 2}
    if cells:
        parts.append(_row_tables(cells, markdown))
    return "\n\n".join(parts) + "\n"


def write_into_docs(results):
    """Between the markers of docs/performance.md; what stands around them is written by hand."""
    before, found, rest = DOCUMENT.read_text().partition(START)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise SystemExit(f"{DOCUMENT} has lost its markers {START} and {END}")
    DOCUMENT.write_text(f"{before}{START}\n\n{page(results)}\n{END}{after}")
