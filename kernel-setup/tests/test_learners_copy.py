"""What a learner does to the notebooks stays, whatever `git pull` brings."""

import pytest

from set_up import learners_copy, places


@pytest.fixture(autouse=True)
def clone(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(places, "WORK", tmp_path / "work")
    places.NOTEBOOKS.mkdir()
    (places.NOTEBOOKS / "01.ipynb").write_text("one")
    assert learners_copy.bring_up_to_date() == []
    return tmp_path


def work():
    return {file.name: file.read_text() for file in places.WORK.glob("[!.]*")}


def test_each_notebook_is_copied_once_and_an_untouched_copy_follows_the_pack():
    assert work() == {"01.ipynb": "one"}
    (places.NOTEBOOKS / "01.ipynb").write_text("one, mended")
    (places.NOTEBOOKS / "02.ipynb").write_text("two")
    assert learners_copy.bring_up_to_date() == []
    assert work() == {"01.ipynb": "one, mended", "02.ipynb": "two"}


def test_a_copy_with_work_in_it_is_never_written_and_the_new_one_comes_beside_it_once():
    (places.WORK / "01.ipynb").write_text("my answers")
    assert learners_copy.bring_up_to_date() == []
    (places.NOTEBOOKS / "01.ipynb").write_text("one, mended")
    told = learners_copy.bring_up_to_date()
    assert told == ["01.ipynb is newer now, and you have worked in yours: the new one is work/01-new.ipynb"]
    assert work() == {"01.ipynb": "my answers", "01-new.ipynb": "one, mended"}
    assert learners_copy.bring_up_to_date() == []


def test_work_in_what_came_beside_is_kept_as_well():
    (places.WORK / "01.ipynb").write_text("my answers")
    for version in ("second", "third"):
        (places.NOTEBOOKS / "01.ipynb").write_text(version)
        learners_copy.bring_up_to_date()
    assert work() == {"01.ipynb": "my answers", "01-new.ipynb": "third"}, "nobody had touched the second"
    (places.WORK / "01-new.ipynb").write_text("more answers")
    (places.NOTEBOOKS / "01.ipynb").write_text("fourth")
    learners_copy.bring_up_to_date()
    assert work() == {"01.ipynb": "my answers", "01-new.ipynb": "more answers", "01-new-2.ipynb": "fourth"}


def test_a_copy_that_was_deleted_is_there_again_as_the_pack_has_it():
    (places.WORK / "01.ipynb").unlink()
    assert learners_copy.bring_up_to_date() == []
    assert work() == {"01.ipynb": "one"}


def test_without_its_list_it_takes_every_difference_for_work():
    (places.WORK / "01.ipynb").write_text("my answers")
    (places.WORK / ".copied.json").write_text("{broken")
    assert len(learners_copy.bring_up_to_date()) == 1
    assert work()["01.ipynb"] == "my answers"


def test_a_full_disk_leaves_what_was_there(monkeypatch):
    def full(_, to):
        to.write_text("ha")
        raise OSError(28, "No space left on device")

    (places.NOTEBOOKS / "01.ipynb").write_text("one, mended")
    monkeypatch.setattr(learners_copy.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        learners_copy.bring_up_to_date()
    assert work() == {"01.ipynb": "one"}
