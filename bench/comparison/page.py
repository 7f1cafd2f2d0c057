"""A comparison as a page that needs no other file: what was wanted and what came of it, on what, and
how it went.
"""

import statistics
from html import escape

from comparison.plot import Plot, svg_of

STYLE = ("body{font:15px/1.5 system-ui,sans-serif;max-width:860px;margin:2em auto;padding:0 1em;"
         "color:#222;background:#fff}table{border-collapse:collapse;margin:1em 0}"
         "td,th{padding:.2em 1em .2em 0;text-align:left;vertical-align:top}"
         "td{font-variant-numeric:tabular-nums}td+td{white-space:nowrap}"
         "figure{margin:2em 0}figcaption{font-weight:600}"
         "svg{width:100%;height:auto}svg text{font-size:11px}svg .mark{stroke:#e3e3e3}"
         ".missed{color:#b00020;font-weight:600}.met{color:#1d6b2c}.none{color:#777}"
         ".note{color:#555}")
PEERS = ("bursar", "postgresql_256", "postgresql_64", "redis", "node")
QUIET = 0.9  # of the cores idle before it began, or the machine had something else to do


def table(head, rows):
    html = "<table>\n<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>\n"
    for row in rows:
        html += "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n"
    return html + "</table>\n"


def figure(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def median(rows, *names):
    """Of what stands under these names in each row."""
    values = []
    for row in rows:
        for name in names:
            row = row.get(name) if isinstance(row, dict) else None
        if row is not None:
            values.append(row)
    return statistics.median(values) if values else None


def conditions(result):
    machine, asked = result.get("machine", {}), result["asked"]
    rows = [(escape(name.replace("_", " ")), escape(str(value))) for name, value in machine.items()
            if not isinstance(value, dict)]
    for name, when in (("sync", "before"), ("sync_after", "after")):
        if name in machine:
            rows.append((f"write of 16 KiB and its sync, {when}",
                         f"{machine[name]['p50_ms']} ms, p99 {machine[name]['p99_ms']} ms"))
    rows += [("each sync takes longer by", f"{asked['fsync_delay']} ms"),
             ("engine", escape(result["version"])),
             ("began, ended", escape(f"{result['began']}, {result['ended'] or 'has not'}")),
             ("rounds, seconds", f"{asked['rounds']}, {asked['seconds']}"),
             ("keys stored before", f"{asked['stored']} million")]
    for filling in result["parts"].get("filling", []):
        rows.append(("the keys were stored by", f"{filling['payments']:,} payments in batches, "
                     f"{filling['payments_per_second']:,.0f} a second, "
                     f"{filling['refused']:,} batches refused; followed after "
                     f"{filling['settled_after_seconds']} s; the journal took "
                     f"{filling['journal_bytes_each']} bytes each"))
    return table(("condition", ""), rows)


def warnings(result):
    machine, asked = result.get("machine", {}), result["asked"]
    said = []
    if machine.get("idle_before", 1) < QUIET:
        said.append(f"The machine was not quiet: {machine['idle_before']:.0%} of its cores were idle "
                    "before the run began.")
    if asked["seconds"] < 60 or asked["stored"] < 20:
        said.append("Nothing here is sustained, which is 60 seconds with 20 million keys stored.")
    growing = [f"{row['connections']} connections, round {row['round'] + 1}"
               for row in result["parts"].get("edge", []) if row["bursar"]["lag_grows"]]
    if growing:
        said.append("The views fell further behind while payments went on: "
                    + "; ".join(growing) + ".")
    said += [f"No result of {row['part']}: {row['why']}" for row in result["refused"]]
    return "".join(f'<p class="missed">{escape(text)}</p>\n' for text in said)


def goals(result):
    rows = []
    for row in result.get("judged", []):
        kind = {"m": "met" if row["verdict"].startswith("met") else "missed", "s": "met"}
        spread = ("" if row["value"] is None
                  else f"{figure(row['least'])} to {figure(row['most'])} of {len(row['rounds'])}")
        sign = "≥" if row["more_is_better"] else "≤"
        rows.append((escape(row["what"]), figure(row["value"]), spread,
                     f"{sign} {figure(row['goal'])}", f"{sign} {figure(row['stretch'])}",
                     f'<span class="{kind.get(row["verdict"][0], "none")}">'
                     f"{escape(row['verdict'])}</span>"))
    return table(("figure", "median", "from, to, of rounds", "goal", "stretch", "verdict"), rows)


def parties(result):
    """What each came to by itself, beside the others."""
    rows = []
    for connections in sorted({row["connections"] for row in result["parts"].get("edge", [])}):
        alike = [row for row in result["parts"]["edge"] if row["connections"] == connections]
        for name, rate in (("bursar", "payments_per_second"), ("nginx", "answers_per_second")):
            rows.append((name, connections, figure(median(alike, name, rate)),
                         *(figure(median(alike, name, part)) for part in ("p50_ms", "p99_ms")),
                         figure(median(alike, name, "batch_records")),
                         figure(median(alike, name, "cpu_settled_us"))))
    peers = result["parts"].get("peers", [])
    for name in PEERS if peers else ():
        rows.append((escape(peers[0][name].get("peer", name)), peers[0][name]["connections"],
                     *(figure(median(peers, name, part))
                       for part in ("payments_per_second", "p50_ms", "p99_ms", "batch_records",
                                    "cpu_settled_us"))))
    ones = result["parts"].get("one", [])
    if ones:
        rows.append(("bursar", 1, *(figure(median(ones, "bursar", part)) for part in (
            "payments_per_second", "p50_ms", "p99_ms", "batch_records", "cpu_settled_us"))))
    if not rows:
        return ""
    return "<h2>Rates</h2>\n" + table(("who", "connections", "a second", "p50 ms", "p99 ms",
                                       "records a commit", "µs of processor"), rows)


def commits(result):
    told = result["parts"].get("disk", [])
    if not told:
        return ""
    rows = []
    for batch in sorted({row["batch"] for row in told}):
        alike = [row for row in told if row["batch"] == batch]
        rows.append((figure(batch), *(figure(median(alike, part)) for part in
                                      ("records_per_second", "p50_ms", "p99_ms"))))
    return "<h2>LMDB alone</h2>\n" + table(("records a commit", "records a second", "p50 ms",
                                            "p99 ms"), rows)


def share(points):
    """Parts of a thousand and their milliseconds, as curves of how many took at most so long."""
    return [(value, part / 10) for part, value in points]


def latency(result):
    plot = Plot("How many took at most so long", "milliseconds", "of a hundred", across_by_tens=True)
    for row in result["parts"].get("half", [])[-1:]:
        steps = row["bursar"]["latency_cumulative_ns"]
        plot.curves["bursar, half of its most"] = [(ns / 1e6, 100 * count / steps[-1][1])
                                                   for ns, count in steps]
        plot.curves["a lone LMDB commit"] = share(row["commit"]["latency_ms"])
    for row in result["parts"].get("one", [])[-1:]:
        plot.curves["bursar, 1 connection"] = share(row["bursar"]["latency_ms"])
    for row in result["parts"].get("peers", [])[-1:]:
        for name in PEERS:
            plot.curves[f"{name.replace('_', ', ')}, full"] = share(row[name]["latency_ms"])
    return plot


def over_time(result, title, up, name, **more):
    """Of the last round, at each number of connections."""
    plot = Plot(title, "second", up, **more)
    for row in result["parts"].get("edge", []):
        plot.curves[f"{row['connections']} connections"] = [
            (look["second"], look[name]) for look in row["bursar"]["looks"]]
    return plot


def open_loop(result):
    plot = Plot("An open loop at half of the most", "second", "milliseconds", up_by_tens=True)
    for row in result["parts"].get("half", [])[-1:]:
        for name in ("lag_ms", "p50_ms", "p99_ms", "most_ms"):
            plot.curves[name.replace("_ms", "").replace("lag", "latest begun")] = [
                (second["second"], second[name]) for second in row["bursar"]["seconds"]]
    return plot


def cost(result, part, across, **more):
    plot = Plot(f"Processor for a payment against {across}", across, "µs", **more)
    for name, what in (("cpu_settled_us", "until the views have caught up"),
                       ("cpu_us", "while it was asked")):
        rows = [at for row in result["parts"].get(part, []) for at in row["at"]]
        points = sorted({at[part] for at in rows}) if part == "wallets" else None
        if points is None:
            # Each round has an empty journal and the long one, which grows by what is paid.
            ends = [[row["at"][end] for row in result["parts"].get(part, [])] for end in (0, 1)]
            plot.curves[what] = [(median(end, "records"), median(end, "cost", name))
                                 for end in ends if end]
        else:
            plot.curves[what] = [(at, median([row for row in rows if row[part] == at], "cost", name))
                                 for at in points]
    return plot


def said(result):
    """What programs told in words."""
    lines = [line for part in ("keys", "memory") for row in result["parts"].get(part, [])
             for line in row.get("said", [])]
    lines += [f"{name}: {row[name]['said']}" for row in result["parts"].get("process", [])
              for name in row if name != "round"]
    if not lines:
        return ""
    return "<h2>By themselves</h2>\n<pre>" + escape("\n".join(lines)) + "</pre>\n"


def page_of(result):
    plots = (latency(result), open_loop(result),
             over_time(result, "Throughput over time, closed loop", "payments a second",
                       "payments_per_second"),
             over_time(result, "How far the views are behind", "records", "lag"),
             over_time(result, "Records a commit", "records", "batch_records"),
             over_time(result, "The journal's size on the disk", "MiB", "journal_mib"),
             cost(result, "wallets", "wallets", across_by_tens=True),
             cost(result, "records", "records in the journal"))
    return ("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Bursar and its "
            f"peers</title><style>{STYLE}</style></head><body>\n<h1>Bursar and its peers</h1>\n"
            + warnings(result) + "<p class=\"note\">Ratios are of one round each, in which the parties "
            "took turns; a figure is the median of the rounds.</p>\n" + goals(result)
            + parties(result) + commits(result) + "".join(map(svg_of, plots)) + said(result)
            + "<h2>Conditions</h2>\n" + conditions(result) + "</body></html>\n")
