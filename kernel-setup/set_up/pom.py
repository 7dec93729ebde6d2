"""What the root pom says, so that no fact of the Java side stands twice."""

import xml.etree.ElementTree as ElementTree

from set_up import places

XMLNS = {"m": "http://maven.apache.org/POM/4.0.0"}


def root():
    return ElementTree.parse(places.ROOT / "pom.xml").getroot()


def value(name):
    """A property of the root pom."""
    return root().findtext(f"m:properties/m:{name}", namespaces=XMLNS).strip()


def modules():
    """The folders of the modules, relative to the clone."""
    return [module.text.strip() for module in root().iterfind("m:modules/m:module", XMLNS)]
