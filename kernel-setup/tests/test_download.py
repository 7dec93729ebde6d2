import hashlib

import pytest

from set_up import download
from set_up.download import fetch
from set_up.terminal import SetUpFailed

CONTENT = b"x" * 700_000
SUM = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_arrives_whole(served, tmp_path, terminal, bare):
    fetch(served({"/a": CONTENT}) + "/a", tmp_path / "a", SUM, terminal)
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a"]


def test_a_sum_of_sha_512_is_known_by_its_length(served, tmp_path, terminal, bare):
    fetch(served({"/a": CONTENT}) + "/a", tmp_path / "a", hashlib.sha512(CONTENT).hexdigest().upper(), terminal)
    assert (tmp_path / "a").is_file()


def test_another_content_is_refused_and_leaves_nothing(served, tmp_path, terminal, bare):
    with pytest.raises(SetUpFailed, match="checksum"):
        fetch(served({"/a": CONTENT + b"y"}) + "/a", tmp_path / "a", SUM, terminal)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


@pytest.mark.parametrize("checksum", ["", "no sum", "<html>"])
def test_without_a_sum_nothing_is_taken(checksum, served, tmp_path, terminal, bare):
    with pytest.raises(SetUpFailed, match="checksum"):
        fetch(served({"/a": CONTENT}) + "/a", tmp_path / "a", checksum, terminal)
    assert not (tmp_path / "a").exists()


def test_a_missing_file_is_named(served, tmp_path, terminal, bare):
    with pytest.raises(SetUpFailed, match=r"/gone could not be fetched.*404"):
        fetch(served({}) + "/gone", tmp_path / "a", SUM, terminal)


def test_a_transfer_that_breaks_off_leaves_nothing_and_is_told(half_a_file, tmp_path, terminal, bare, monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0)
    with pytest.raises(SetUpFailed, match="could not be fetched"):
        fetch(half_a_file([]) + "/a", tmp_path / "a", SUM, terminal)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_transfer_that_breaks_off_once_is_tried_again(half_a_file, tmp_path, terminal, bare, monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0)
    fetch(half_a_file([CONTENT]) + "/a", tmp_path / "a", SUM, terminal)
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_a_host_that_is_not_there_is_told_in_a_line(tmp_path, terminal, bare, monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0)
    with pytest.raises(SetUpFailed, match="could not be fetched"):
        fetch("http://127.0.0.1:1/a", tmp_path / "a", SUM, terminal)


def test_an_address_that_is_none_is_told_in_a_line(tmp_path, terminal, bare):
    with pytest.raises(SetUpFailed, match="nowhere could not be fetched"):
        fetch("nowhere", tmp_path / "a", SUM, terminal)


@pytest.fixture
def half_a_file(server):
    """A server whose first answer breaks off in the middle; the later ones are those that are given, if any."""

    def serve(later):
        answers = [CONTENT[:1000]]

        def answer(path):
            content = answers.pop() if answers else (later[0] if later else CONTENT[:1000])
            return 200, {"Content-Length": str(len(CONTENT))}, content

        return server(answer)

    return serve
