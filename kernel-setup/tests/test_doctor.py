import json

import pytest

from set_up import doctor, java_build, kernelspec, places
from set_up.doctor import Ill, NotTried
from set_up.stamps import doing, sizes, stamp


@pytest.fixture
def well(clone, monkeypatch, program):
    """A clone in which all is well, as far as files go."""
    jdk = program(clone / "jdk" / "bin" / "java", "exit 0").parent.parent
    monkeypatch.setattr(doctor, "find", lambda: jdk)
    monkeypatch.setattr(java_build, "sources", lambda found: "sources")
    places.JVM_OPTIONS.parent.mkdir(parents=True)
    places.JVM_OPTIONS.write_text("# why\n-ea\n")
    places.JARS.mkdir(parents=True)
    (places.JARS / "kernel.jar").write_text("jar")
    places.KERNELSPEC.mkdir(parents=True)
    places.JJAVA_JAR.write_text("jar")
    with doing("java", "sources"):
        stamp("jars").write_text(sizes(places.JARS, places.WEB_JARS))
    (places.KERNELSPEC / "kernel.json").write_text(kernelspec.text(jdk))
    return clone


def spec():
    return json.loads((places.KERNELSPEC / "kernel.json").read_text())


def names_jars_in(folder):
    content = spec()
    content["argv"] = [word.replace(str(places.STATE), folder) for word in content["argv"]]
    write(content)


def write(content):
    (places.KERNELSPEC / "kernel.json").write_text(content if isinstance(content, str) else json.dumps(content))


def test_all_is_well(well):
    assert doctor.kernel_json() == "installed"
    assert doctor.jars().startswith("1 jars")


def test_a_copied_clone_that_would_run_the_others_jars_is_told_and_not_tried(well):
    names_jars_in("/the/original/.set-up")
    with pytest.raises(Ill, match=r"outside this clone.*moved or copied\? `make lab` mends it"):
        doctor.kernel_json()
    with pytest.raises(NotTried):
        doctor.cell()


def test_a_folder_whose_name_only_begins_alike_is_another(well):
    names_jars_in(f"{places.STATE}-2")
    with pytest.raises(Ill, match="outside this clone"):
        doctor.kernel_json()


def test_jars_of_a_build_that_failed_or_of_other_sources_are_told(well, monkeypatch):
    stamp("java").unlink()
    with pytest.raises(Ill, match=r"last build failed. `make lab` builds them"):
        doctor.jars()


@pytest.mark.parametrize("spoil", [lambda jar: jar.unlink(), lambda jar: jar.write_text("j")])
def test_jars_that_are_missing_or_cut_short_are_told(spoil, well):
    spoil(places.JARS / "kernel.jar")
    with pytest.raises(Ill, match=r"missing or damaged. `make lab`"):
        doctor.jars()


def test_a_jdk_that_is_gone_is_named(well):
    gone = spec()
    gone["argv"][0] = "/gone/bin/java"
    write(gone)
    with pytest.raises(Ill, match=r"a JDK that is gone: /gone/bin/java. `make lab`"):
        doctor.kernel_json()


@pytest.mark.parametrize("content", ["", "no json", "[]", "{}", '{"argv": []}', '{"argv": ["java"]}', '{"argv": 1}'])
def test_an_entry_that_cannot_be_read_or_is_not_ours_is_told(content, well):
    write(content)
    with pytest.raises(Ill, match="`make lab` writes it anew"):
        doctor.kernel_json()


def test_an_entry_of_other_options_is_told(well):
    places.JVM_OPTIONS.write_text("-ea\n-Xmx1g\n")
    with pytest.raises(Ill, match="not as the set-up would write it"):
        doctor.kernel_json()


def test_where_nothing_is_set_up_that_is_all_it_says(clone, capsys):
    assert doctor.doctor() == 1
    said = capsys.readouterr().out
    assert "Nothing is set up yet" in said and "`make lab`" in said and "Traceback" not in said


def test_what_breaks_while_looking_is_told_in_a_line(well, monkeypatch, capsys):
    def broken():
        raise ValueError("odd")

    for look in ("disk", "python", "jdk", "jars", "kernel_json", "cache", "cell", "browser"):
        monkeypatch.setattr(doctor, look, broken)
    assert doctor.doctor() == 1
    said = capsys.readouterr().out
    assert "it could not be looked at: odd (ValueError)" in said and "8 things are wrong" in said
