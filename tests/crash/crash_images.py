"""Lives an engine under record_shim.c, and has crash_images open what crashes and losses of power
at any point of it may leave. Some of the images are served by the engine as well: what was told
before is told again by its key, byte for byte, and the books agree.

usage: crash_images.py BURSAR SHIM PROGRAM [--short] [--serve N] [--images N] [--seed S]
                       [--plant FAULT] [--keep DIRECTORY]
"""

import argparse
import random
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from bursar_process import Bursar, check, check_equal, scratch_directory
from again import told_how
from planted import must_find
from record_lives import RecordedLives

ASKED_AGAIN = 20
# Of a journal that is not synced an image may be refused or wrong in many ways, and LMDB may fall
# over its pages; where nothing is planted no image is.
IMAGE = r"image [0-9]+, [a-z ,]+, after [0-9]+ events, [0-9]+ records told of: "
LOST = IMAGE + r"lost: [0-9]+ was told of, the journal ends with [0-9]+"
UNLOGGED = r"the log does not tell of all that was done to journal/\S+data\.mdb"
FOUND = {"early": LOST, "unsynced": IMAGE + r"\S|ended by signal", "unlogged": UNLOGGED}


def told_by(lives, sequence):
    """The newest payments that had been told of by then, if any; of one day, as keys are known."""
    def told(operations):
        return [one for one in operations
                if one.answer is not None and place_of(one) <= sequence]

    operations = lives.load.operations
    return (told(operations[lives.before_archive:]) or told(operations))[-ASKED_AGAIN:]


def place_of(operation):
    return int(operation.answer.headers["bursar-org-seq"])


def serve(lives, image):
    """One image by the engine, by the true clock though its records may be three days ahead."""
    told = told_by(lives, int(Path(f"{image}.told").read_text()))
    directory = Path(f"{image}.life")  # its own, which is looked through for secrets at its end
    directory.mkdir()
    bursar = Bursar(lives.bursar.binary, directory, "--accept-clock")
    bursar.data = image
    with bursar:
        bursar.start()
        with bursar.connect() as connection:
            organization = lives.load.organization(connection)
            for one in told:
                again = organization.call("POST", "/v1/payments", one.body, one.key)
                check_equal((again.status, again.body, again.replayed),
                            (201, one.answer.body, True), f"{one.key} in {image.name}")
            if told:
                organization.check_books()
        bursar.kill()
    return len(told)


def serve_some(lives, place, count):
    """Spread evenly over the lives."""
    images = sorted((path for path in place.iterdir() if path.is_dir()),
                    key=lambda path: int(path.name))
    images = images[::-1][::max(1, len(images) // count)]
    answers = sum(serve(lives, image) for image in images)
    check(answers > 0, "nothing had been told before any of the images that were served")
    print(f"{len(images)} images served, {answers} answers given again")


def open_planted(command, plant):
    """What crash_images found comes as a failure, if it found anything."""
    done = subprocess.run([*command, "--plant", plant], check=False, capture_output=True, text=True)
    if done.returncode < 0:
        raise AssertionError(f"ended by signal {-done.returncode}: {done.stdout} {done.stderr}")
    check_equal(done.returncode, 0, f"crash_images: {done.stdout} {done.stderr}")
    raise AssertionError(done.stdout)


def main():
    parser = argparse.ArgumentParser(description="crash images")
    parser.add_argument("bursar")
    parser.add_argument("shim")
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true", help="without segments that are closed")
    parser.add_argument("--serve", type=int, default=100, help="how many images, about, 100 at most")
    parser.add_argument("--plant", choices=FOUND)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    options, others = parser.parse_known_args()
    with told_how(options.seed), scratch_directory() as directory:
        lives = RecordedLives(options.bursar, options.shim, Path(directory), options.seed)
        lives.live(options.short)
        print(f"{lives.log.stat().st_size >> 20} MiB of changes", flush=True)
        place = Path(directory) / "served"
        place.mkdir()
        command = [options.program, lives.log, lives.copies, "--lay-out", place,
                   "--seed", str(options.seed), *others]
        if options.plant is not None:
            must_find(lambda: open_planted(command, options.plant), FOUND[options.plant])
            return
        subprocess.run(command, check=True)
        serve_some(lives, place, options.serve)


if __name__ == "__main__":
    main()
