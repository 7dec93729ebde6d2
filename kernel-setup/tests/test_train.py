"""The training for the start-up cache, without making one."""

import json
import os
import signal
import subprocess
import sys

import pytest

from set_up import places

TRAIN = [sys.executable, places.HERE / "runner" / "train.py"]


@pytest.mark.set_up
def test_a_kernel_that_was_trained_has_ended_well():
    spec = json.loads((places.KERNELSPEC / "kernel.json").read_text())

    trained = subprocess.run(
        [*TRAIN, *spec["argv"][:-1]], env=os.environ | spec["env"], capture_output=True, text=True, timeout=120
    )

    assert trained.returncode == 0, trained.stderr


def test_a_kernel_that_does_not_start_is_told_at_once():
    trained = subprocess.run([*TRAIN, "sh", "-c", "exit 3"], capture_output=True, text=True, timeout=120)

    assert trained.returncode != 0
    assert trained.stderr == "The kernel has ended, with 3, before it was asked to.\n"


def test_a_kernel_goes_when_the_set_up_that_trains_it_is_ended():
    trainer = subprocess.Popen(
        [*TRAIN, "sh", "-c", "echo started; sleep 20; echo outlived"], stdout=subprocess.PIPE, start_new_session=True
    )
    with trainer.stdout as out:
        assert out.readline() == b"started\n"
        os.killpg(trainer.pid, signal.SIGKILL)

        assert out.read() == b""  # comes when nobody can write there any more: the kernel had it, too
    trainer.wait()
