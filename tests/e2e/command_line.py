"""The command line: what it says of itself, and how it refuses to start. Every refusal is one line
on standard error, exit code 2, and nothing on disk is touched.

usage: command_line.py BURSAR
"""

import hashlib
import os
import re
import socket
import sys
from pathlib import Path

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory
from lmdb_file import replace_row
from sandbox import Organization

ANYWHERE = ("--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0")


def snapshot(directory):
    """Every path below, with kind, mode, time of change and content."""
    found = {}
    for path in sorted(Path(directory).rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        found[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, content)
    return found


def check_refused(binary, directory, *arguments, says=None):
    """Exit code 2, one line, and the directory as it was."""
    before = snapshot(directory)
    code, output, errors = run_to_end(binary, *arguments)
    what = " ".join(arguments)
    check_equal(code, 2, f"{what}\n{errors}")
    check_equal(output, "", f"standard output of {what}")
    check_equal(len(errors.splitlines()), 1, f"lines of {what}\n{errors}")
    check_equal(snapshot(directory), before, f"what {what} touched")
    if says is not None:
        check(says in errors, f"{what} says {says}: {errors}")


def check_help(binary):
    code, output, errors = run_to_end(binary, "--version")
    check_equal((code, errors), (0, ""), "--version")
    check(re.search(r"\d+\.\d+\.\d+", output), f"--version: {output}")
    for arguments, mentions in (((), ("serve", "init")),
                                (("serve",), ("--config", "--data", "--listen", "--metrics",
                                              "--log-level", "--set", "http.listen")),
                                (("init",), ("--data",))):
        code, output, errors = run_to_end(binary, *arguments, "--help")
        check_equal((code, errors), (0, ""), f"{arguments} --help")
        for word in mentions:
            check(word in output, f"{arguments} --help mentions {word}:\n{output}")


def check_wrong_settings(binary, directory):
    data = ("--data", str(directory / "never"))
    file = directory / "bursar.toml"

    def refused_file(text, says):
        file.write_text(text)
        check_refused(binary, directory, "serve", "--config", str(file), *data, says=says)

    refused_file('[http]\nlistne = "127.0.0.1:3100"\n', "listne")
    refused_file('[htpp]\nlisten = "127.0.0.1:3100"\n', "htpp")
    refused_file('[fees]\nbps = "many"\n', "fees.bps")
    refused_file('[fees\n', None)
    check_refused(binary, directory, "serve", "--config", str(directory / "none.toml"), *data,
                  says="none.toml")
    for setting, says in (("fees.bps=many", "fees.bps"), ("fees.bps=-1", "fees.bps"),
                          ("fees.bpm=40", "fees.bpm"), ("fees.bps", "fees.bps"),
                          ("http.listen=nowhere", "http.listen"),
                          ("http.io_threads=0", "http.io_threads"),
                          ("log.level=loud", "log.level")):
        check_refused(binary, directory, "serve", *data, "--set", setting, says=says)
    check_refused(binary, directory, "serve", *data, "--listen", "127.0.0.1:999999")
    check_refused(binary, directory, "serve", *data, "--log-level", "loud")
    check_refused(binary, directory, "serve", *data, "--nonsense")
    check_refused(binary, directory, "nonsense")
    check_refused(binary, directory, "serve", "extra", *data)


def check_taken_ports(binary, directory):
    """By a plain socket, by one that would share, and by another engine; either listener."""
    data = ("--data", str(directory / "never"))
    for share in (False, True):
        with socket.socket() as taken:
            if share:
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            check_refused(binary, directory, "serve", *data, "--listen", address,
                          "--metrics", "127.0.0.1:0", says=address)
            check_refused(binary, directory, "serve", *data, "--listen", "127.0.0.1:0",
                          "--metrics", address, says=address)
    with scratch_directory() as other, Bursar(binary, other) as bursar:
        bursar.start()
        for address in (bursar.address, bursar.metrics):
            check_refused(binary, directory, "serve", *data, "--listen", address,
                          "--metrics", "127.0.0.1:0", says=address)
        with bursar.connect() as connection:
            Organization(connection)
        check_equal(bursar.stop(), 0, "the other engine's exit code")


def check_locked(binary):
    """The second engine leaves; the first never notices."""
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        code, _, errors = run_to_end(binary, "serve", "--data", str(bursar.data), *ANYWHERE)
        check_equal((code, len(errors.splitlines())), (2, 1), f"a second engine: {errors}")
        with bursar.connect() as connection:
            organization = Organization(connection)
            check_equal(organization.balance(organization.wallet("1.00")), 1, "the first serves")
            organization.check_books()
        check_equal(bursar.stop(), 0, "the first engine's exit code")


def check_unusable_data(binary, directory):
    """Not a directory, not readable, or written by an engine that this one does not understand."""
    file = directory / "file"
    file.write_text("not a directory\n")
    check_refused(binary, directory, "serve", "--data", str(file), *ANYWHERE, says="file")
    check_refused(binary, directory, "serve", "--data", str(file / "below"), *ANYWHERE)
    if os.geteuid() != 0:
        closed = directory / "closed"
        closed.mkdir(mode=0o000)
        check_refused(binary, directory, "serve", "--data", str(closed), *ANYWHERE, says="closed")
        closed.chmod(0o700)

    data = directory / "data"
    check_equal(run_to_end(binary, "init", "--data", str(data))[0], 0, "init")
    with Bursar(binary, directory) as bursar:
        bursar.start()
        check_equal(bursar.stop(), 0, "exit code over a directory made by init")
    secrets = data / "secret.key"
    whole = secrets.read_text()
    for damaged in (whole.replace("bursar-secrets 1", "bursar-secrets 999"), "", whole[:-20]):
        secrets.write_text(damaged)
        check_refused(binary, directory, "serve", "--data", str(data), *ANYWHERE,
                      says="secret.key")
    secrets.unlink()
    check_refused(binary, directory, "serve", "--data", str(data), *ANYWHERE, says="secret.key")
    secrets.write_text(whole)
    secrets.chmod(0o600)
    segment = next(path.parent for path in data.rglob("data.mdb"))
    replace_row(segment, "meta", b"format", (999).to_bytes(8, "little"))
    check_refused(binary, directory, "serve", "--data", str(data), *ANYWHERE, says="999")


def check_init(binary, directory):
    """Makes the directory and its parents, private; a second time it changes no secret."""
    data = directory / "parents" / "that are" / "made"
    code, _, errors = run_to_end(binary, "init", "--data", str(data))
    check_equal(code, 0, f"init: {errors}")
    check_equal(data.stat().st_mode & 0o777, 0o700, "mode of the data directory")
    secrets = data / "secret.key"
    check_equal(secrets.stat().st_mode & 0o777, 0o600, "mode of secret.key")
    before = secrets.read_bytes()
    run_to_end(binary, "init", "--data", str(data))
    check_equal(secrets.read_bytes(), before, "secret.key after a second init")


def main(binary):
    check_help(binary)
    for part in (check_wrong_settings, check_taken_ports, check_unusable_data, check_init):
        with scratch_directory() as directory:
            part(binary, Path(directory))
    check_locked(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
