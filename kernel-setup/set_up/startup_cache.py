"""The kernel's start-up cache: what the JVM would otherwise work out anew at each start."""

import contextlib
import json

from set_up import places
from set_up.commands import run
from set_up.environment import environment
from set_up.jdk import release
from set_up.kernelspec import ENV, class_path, java_command, options
from set_up.stamps import digest, doing, is_done, sizes, stamp
from set_up.terminal import SetUpFailed, os_error

SECONDS = 120


def start_up_cache(terminal, jdk):
    """Classes loaded and linked ahead of time, as the JVM records them in a training run."""
    terminal.begin("Start-up cache of the kernel")
    jars = class_path()
    trainer = places.HERE / "runner" / "train.py"
    cells = trainer.with_name("training.txt")
    # The JVM checks the jars' sizes and dates, so they count as well as what is in them.
    dates = [f"{jar} {jar.stat().st_mtime_ns}" for jar in jars]
    inputs = digest(jdk, json.dumps(release(jdk)), " ".join(options()), *dates, *jars, trainer, cells)
    if is_done("cache", inputs) and is_done("cache-size", sizes(places.CACHE), places.CACHE):
        return terminal.end("unchanged")
    part = places.CACHE.with_suffix(".part")
    try:
        with doing("cache", inputs):
            training = [places.PYTHON, trainer, *java_command(jdk, f"-XX:AOTCacheOutput={part}")]
            run(training, "cache", terminal, environment(jdk) | ENV, SECONDS)
            if not part.exists():
                raise SetUpFailed("The JVM wrote none. Is the disk full?")
            part.replace(places.CACHE)
            stamp("cache-size").write_text(sizes(places.CACHE), encoding="utf-8")
        terminal.end(f"made, {places.CACHE.stat().st_size / 1e6:.0f} MB")
    except (SetUpFailed, OSError) as failed:  # only an acceleration: lessons go on without it
        for name in ("cache", "cache-size"):
            with contextlib.suppress(OSError):
                stamp(name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            places.CACHE.unlink(missing_ok=True)
        why = os_error(failed) if isinstance(failed, OSError) else failed
        terminal.end(f"not made, so the kernel starts more slowly.\n{why}")
    finally:
        for left in places.STATE.glob(part.name + "*"):
            with contextlib.suppress(OSError):
                left.unlink()
