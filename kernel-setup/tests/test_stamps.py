import pytest

from set_up import places
from set_up.stamps import digest, doing, is_done, sizes


def test_a_step_that_was_interrupted_is_not_done(clone):
    with doing("step", "inputs"):
        pass
    assert is_done("step", "inputs")
    with pytest.raises(KeyboardInterrupt), doing("step", "inputs"):
        raise KeyboardInterrupt
    assert not is_done("step", "inputs")


def test_a_step_with_other_inputs_or_a_missing_result_is_not_done(clone):
    with doing("step", "inputs"):
        pass
    assert not is_done("step", "others")
    assert not is_done("step", "inputs", places.JARS)


def test_a_digest_depends_on_names_and_contents_of_files_but_not_on_the_clones_place(clone, monkeypatch, tmp_path):
    file = places.ROOT / "folder" / "file"
    file.parent.mkdir()
    file.write_text("text")
    before = digest(places.ROOT / "folder")
    moved = tmp_path / "moved"
    places.ROOT.rename(moved)
    monkeypatch.setattr(places, "ROOT", moved)
    assert digest(moved / "folder") == before
    (moved / "folder" / "file").write_text("other")
    assert digest(moved / "folder") != before


def test_sources_in_a_folder_named_target_count(clone):
    (places.ROOT / "src" / "target").mkdir(parents=True)
    before = digest(places.ROOT / "src")
    (places.ROOT / "src" / "target" / "A.java").write_text("class A {}")
    assert digest(places.ROOT / "src") != before


def test_sizes_see_what_is_missing_cut_short_or_too_much(clone):
    places.JARS.mkdir()
    (places.JARS / "a.jar").write_text("whole")
    seen = {sizes(places.JARS)}
    (places.JARS / "a.jar").write_text("who")
    seen.add(sizes(places.JARS))
    (places.JARS / "b.jar").write_text("more")
    seen.add(sizes(places.JARS))
    (places.JARS / "a.jar").unlink()
    seen.add(sizes(places.JARS))
    assert len(seen) == 4
