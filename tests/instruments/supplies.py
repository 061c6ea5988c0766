"""Made-up keys and value sets, as a licensed site would supply them; none is anybody's real one."""

from callassist.instruments.definition import Definition
from callassist.instruments.library import definition, read_pack
from callassist.instruments.licensed import Pack
from callassist.instruments.supplied import supply

HEAD = 'schema = 1\ninstrument = "{}"\nlicence = "made up"\nlicence_ref = "M-1"\nlicensed_to = "Nobody"\n'
BCAP = """
[key]
version = "made up 1"
source = "nobody's manual"
reverse = ["b2", "b4"]

[key.scale]
risk = ["b1", "b2", "b3", "b4", "b5"]
lie = ["b6", "b7"]
"""
EQ5D = """
[value_set]
id = "made-up-1"
source = "nobody's country"
decimals = 3

[value_set.levels]
mobility = [0, 0.05, 0.1, 0.2, 0.3]
self_care = [0, 0.05, 0.1, 0.2, 0.25]
usual_activities = [0, 0.05, 0.1, 0.15, 0.2]
pain = [0, 0.05, 0.1, 0.25, 0.335]
anxiety = [0, 0.1, 0.15, 0.25, 0.3]
"""
REQOL_20 = """
[key]
version = "made up 2"
source = "nobody's manual"
reverse = ["r1", "r3"]

[key.scale]
total = ["r1", "r2", "r3", "r4"]
"""
REQOL_UI = """
[value_set]
id = "made-up-ui"
source = "nobody's algorithm"
items = ["r2", "physical"]
decimals = 4
full = 1

[value_set.levels]
r2 = [0.4, 0.3, 0.2, 0.1, 0]
physical = [0, 0.1, 0.2, 0.3, 0.5]
"""
SUPPLIED = {"bcap": BCAP, "eq5d5l": EQ5D, "reqol_20": REQOL_20, "reqol_10": REQOL_UI}


def pack(instrument: str, body: str) -> Pack:
    """A pack of that instrument."""
    return read_pack(HEAD.format(instrument) + body, name=f"{instrument}.pack.toml")


def with_pack(instrument: str, body: str) -> Definition:
    """The definition with what a pack supplies."""
    return supply(definition(instrument), pack(instrument, body), name=f"{instrument}.pack.toml")


def whole(instrument: str) -> Definition:
    """The definition, with a made-up key or value set where it comes without."""
    body = SUPPLIED.get(instrument)
    return definition(instrument) if body is None else with_pack(instrument, body)
