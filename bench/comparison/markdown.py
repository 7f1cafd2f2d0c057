"""What a comparison came to, as tables for bench/README.md."""

from comparison.page import PEERS, figure, median



def line(*cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def on_what(result):
    machine, asked = result["machine"], result["asked"]
    return (f"{machine['processor']}, {machine['cores']} cores ({machine['idle_before']:.0%} of them idle "
            f"before), {machine['memory_mib'] // 1024} GiB, {machine['file_system']} on "
            f"{machine['device']}, Linux {machine['kernel']}, {machine['distribution']}; a write of 16 KiB "
            f"and its sync {machine['sync']['p50_ms']} ms, p99 {machine['sync']['p99_ms']} ms, of which "
            f"{asked['fsync_delay']} ms were added. {asked['rounds']} rounds of {asked['seconds']} s, "
            f"{asked['stored']} million keys stored before; {result['version']}, {result['began']}.")


def figures(result):
    yield line("figure", "goal", "stretch", "median", "from, to", "")
    yield "|---|---|---|---|---|---|"
    for row in result["judged"]:
        sign = "≥" if row["more_is_better"] else "≤"
        spread = "" if row["value"] is None else f"{figure(row['least'])}, {figure(row['most'])}"
        yield line(row["what"], f"{sign} {figure(row['goal'])}", f"{sign} {figure(row['stretch'])}",
                   figure(row["value"]), spread, row["verdict"])


def parties(result):
    peers = result["parts"].get("peers", [])
    if not peers:
        return
    yield line("at 256 connections, PostgreSQL at 64 as well", "payments/s", "p50 ms", "p99 ms")
    yield "|---|---|---|---|"
    for name in PEERS:
        yield line(peers[0][name].get("peer", name), *(
            figure(median(peers, name, part)) for part in ("payments_per_second", "p50_ms", "p99_ms")))


def commits(result):
    told = result["parts"].get("disk", [])
    if not told:
        return
    yield line("LMDB alone, records a commit", "records/s", "p50 ms", "p99 ms")
    yield "|---|---|---|---|"
    for batch in sorted({row["batch"] for row in told}):
        alike = [row for row in told if row["batch"] == batch]
        yield line(figure(batch), *(figure(median(alike, part)) for part in
                                    ("records_per_second", "p50_ms", "p99_ms")))


def markdown_of(result):
    parts = ([on_what(result)], figures(result), parties(result), commits(result),
             [f"No result of {row['part']}: {row['why']}" for row in result["refused"]])
    return "\n\n".join(text for text in ("\n".join(part) for part in parts) if text) + "\n"
