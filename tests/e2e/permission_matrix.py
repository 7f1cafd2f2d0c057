"""Who may do what, asked of a real engine over TCP: every route's row by every kind of caller of
own, foreign, missing and garbled ids, in both environments. What each cell must answer is what
permission_cells prints, which reads it off the rows. Where a caller may, the deed itself is done
and must succeed; ids of others are those of things that there are, and answer as those of nothing.

usage: permission_matrix.py BURSAR PERMISSION_CELLS
"""

import collections
import json
import subprocess
import sys
from pathlib import Path

from bursar_process import Bursar, check, check_equal, scratch_directory
from permission_world import World

ID_FIELDS = ("wallet_id", "from_wallet_id", "policy_id", "policyId")  # of a body, and one's own
HEADERS_OF_ONE_ANSWER = ("date", "x-request-id")


def rows_of(program):
    done = subprocess.run([program], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def comparable(answer):
    """All of it but what is one request's own."""
    headers = {name: value for name, value in answer.headers.items()
               if name not in HEADERS_OF_ONE_ANSWER}
    body = answer.body.replace(answer.headers["x-request-id"].encode(), b"")
    return answer.status, headers, body


def complaint(row, cell, answer):
    """What is wrong with an answer, or nothing."""
    if answer.status != cell["status"]:
        return f"{cell['status']} {cell['code']} is due: {answer}"
    if not cell["code"]:
        return None if answer.headers["content-type"] == "application/json" else f"{answer}"
    if row["canonical"] and answer.json["code"] != cell["code"]:
        return f"{cell['code']} is due: {answer}"
    return None


class Matrix:
    def __init__(self, world, rows):
        self.world = world
        self.rows = rows
        self.counts = collections.Counter()
        self.answers = []
        self.done = set()
        self.wrong = []

    def run(self):
        for row in self.rows:
            for cell in row["cells"]:
                self._ask(row, cell)
            self._foreign_as_missing(row)
            self._bodies(row)
            self._queries(row)
        return self

    def _ask(self, row, cell):
        answer = self.world.ask(row, cell["column"], cell["target"])
        self.answers.append((row, cell, answer))
        self.counts["cells"] += 1
        self.counts["done" if not cell["code"] else "refused"] += 1
        if not cell["code"]:
            self.done.add(row["name"])
        if not cell["code"] and row["verb"] != "GET":
            self.counts["written"] += 1
        self._note(row, cell["column"], cell["target"], complaint(row, cell, answer))

    def _note(self, row, column, what, wrong):
        if wrong:
            self.wrong.append(f"{row['name']} by {column} of {what}: {wrong}")

    def _foreign_as_missing(self, row):
        """Wherever a missing id is told as missing, so is what there is and is not the caller's."""
        cells = {(cell["column"], cell["target"]): cell for cell in row["cells"]}
        for (column, target), cell in cells.items():
            missing = cells.get((column, "missing"))
            if target in ("missing", "garbled") or missing is None or column == "operator":
                continue
            if not cell["code"] or (cell["status"], cell["code"]) != (missing["status"],
                                                                      missing["code"]):
                continue
            self._same(row, column, target, self.world.ask(row, column, target),
                       self.world.ask(row, column, "missing"))
        for column in (column for column, target in cells if target == "missing"):
            for target in ("zeros", "garbled"):
                self._same(row, column, target, self.world.ask(row, column, target),
                           self.world.ask(row, column, "missing"))

    def _same(self, row, column, what, found, missing):
        self.counts["compared"] += 1
        if comparable(found) != comparable(missing):
            self.wrong.append(f"{row['name']} by {column}: {what} is told from what is missing: "
                              f"{found} {missing}")

    def _bodies(self, row):
        """The same of the ids in a body. A payee may be foreign, but not in another environment."""
        fields = [name for name in self.world.fields_of(row) if name in ID_FIELDS]
        admitted = [cell["column"] for cell in row["cells"]
                    if not cell["code"] and cell["target"] == "own" and
                    cell["column"] not in ("nobody", "operator")]
        for column in admitted:
            for name in fields:
                missing = self.world.ask(row, column, "own", {name: self.world.missing(name)})
                for place in (*self.world.foreign_to(column), "zeros"):
                    found = self.world.ask(row, column, "own",
                                           {name: self.world.id_in(name, place)})
                    self._same(row, column, f"{name} {place}", found, missing)
            if "to_wallet_id" in self.world.fields_of(row):
                missing = self.world.ask(row, column, "own",
                                         {"to_wallet_id": self.world.missing("to_wallet_id")})
                for place in self.world.other_environments(column):
                    found = self.world.ask(row, column, "own", {
                        "to_wallet_id": self.world.id_in("to_wallet_id", place)})
                    self._same(row, column, f"to_wallet_id {place}", found, missing)

    def _queries(self, row):
        """What a row takes of its callers it takes of all of them, the operator too."""
        for cell in row["cells"]:
            if cell["code"] or cell["target"] != "own":
                continue
            for query in self.world.queries_of(row):
                answer = self.world.ask(row, cell["column"], "own", query=query)
                self.counts["queries"] += 1
                self._note(row, cell["column"], query, complaint(row, cell, answer))


def check_closed(bursar, world, rows):
    """Where production is not enabled, its keys are heard on no route that asks for one."""
    asked = 0
    for side in world.sides.values():
        side.closed = side.environment == "PRODUCTION"
    for row in rows:
        if row["anyone"]:
            continue
        answer = world.ask(row, "other_environment", "missing" if row["id"] else "own")
        check_equal(answer.status, 403, f"{row['name']} in an environment that is closed: {answer}")
        asked += 1
    check(bursar.process.poll() is None, "it serves on")
    return asked


def check_sign_up(binary, directory, rows):
    """Where sign-up is open, nobody in particular is let in on the rows that say so, and no others;
    a wrong credential never is."""
    asked = 0
    with Bursar(binary, directory) as bursar:
        world = World(bursar.start(), production=False)
        for row in rows:
            for column in ("nobody", "malformed", "wrong_checksum", "revoked", "expired_session"):
                answer = world.ask(row, column, "own" if not row["id"] else "missing")
                opens = row["anyone"] or row["sign_up"]
                due = row["status"] if column == "nobody" and opens else 401
                check_equal(answer.status, due, f"{row['name']} by {column}: {answer}")
                asked += 1
    return asked


# Rows as somebody might get them wrong: which cells then say what.
PLANTED = {
    "an agent lists keys": (
        lambda row, cell: row["name"] == "list_keys" and cell["column"] == "agent", 200, ""),
    "a foreign key is shown": (
        lambda row, cell: row["name"] == "get_key" and cell["target"] == "foreign" and
        cell["column"] == "organization", 200, ""),
    "another environment is as good as nothing": (
        lambda row, cell: row["name"] == "get_policy" and cell["code"] == "ENVIRONMENT_MISMATCH",
        404, "NOT_FOUND"),
    "what an agent may never is told as a lack of permission": (
        lambda row, cell: row["canonical"] and cell["code"] == "ORG_KEY_REQUIRED",
        403, "FORBIDDEN"),
    "what has ended is heard": (
        lambda row, cell: row["name"] == "get_wallet_balance" and
        cell["column"] == "expired_session", 200, ""),
    "a session makes the next one": (
        lambda row, cell: row["name"] == "rotate_wallet_token" and cell["column"] == "session",
        200, ""),
    "nobody pays": (
        lambda row, cell: row["name"] == "create_payment" and not cell["code"], 403, "FORBIDDEN"),
}


def check_planted(answers):
    """What the engine has answered is held against rows with a fault: each is found."""
    for name, (chosen, status, code) in PLANTED.items():
        found = [complaint(row, {**cell, "status": status, "code": code}, answer)
                 for row, cell, answer in answers if chosen(row, cell)]
        check(found and all(found), f"not found where it was planted: {name}")


def main(binary, cells):
    rows = rows_of(cells)
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "production.enabled=true",
                   "--set", "payments.external_record_only=true",
                   "--set", "webhooks.per_organization_max=10000") as bursar:
        matrix = Matrix(World(bursar.start()), rows).run()
        check_planted(matrix.answers)
        matrix.world.check_books()
        check_equal(bursar.stop(), 0, "exit code")
        for wrong in matrix.wrong[:20]:
            print(f"wrong: {wrong}")
        closed = Bursar(binary, directory)
        with closed:
            asked = check_closed(closed.start(), matrix.world.at(closed), rows)
    with scratch_directory() as directory:
        asked += check_sign_up(binary, Path(directory), rows)
    counts = matrix.counts
    print(f"permission matrix: {counts['cells']} cells ({counts['refused']} refused, "
          f"{counts['done']} done, {counts['written']} of them writes), {counts['compared']} "
          f"foreign ids compared with missing ones, {counts['queries']} queries, {asked} more "
          f"where sign-up is open or production closed; {len(matrix.wrong)} wrong, {len(PLANTED)} planted faults found")
    # Who may do what to a service or a token hangs on more than the key, and none of these is made
    # here, nor a payout, a dispute or a webhook: their own tests ask those.
    # And there is no bridge whose statement could be asked for.
    elsewhere = ("service", "token", "payout", "dispute", "evidence", "webhook", "delivery")
    asked_here = {row["name"] for row in rows if row["id"] not in elsewhere
                  and row["name"] != "reconcile_connector"}
    check_equal(asked_here - matrix.done, set(), "rows that nobody may ask")
    check(counts["written"] > 0 and counts["compared"] > 0, "something was written and compared")
    check(not matrix.wrong, f"{len(matrix.wrong)} cells are wrong")


if __name__ == "__main__":
    main(*sys.argv[1:])
