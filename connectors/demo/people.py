"""Names, phones and producers for one unit.

Producers repeat over lots and sales so that sums by producer mean something.
"""

from dataclasses import dataclass
from random import Random

from connectors.demo.world import Commune, DemoUnit, World

COOPERATIVE, GROUP, HOUSEHOLD = "cooperative", "cooperative_group", "household"


@dataclass(frozen=True)
class Producer:
    name: str
    kind: str
    commune: Commune
    phone: str


def person(world: World, chance: Random) -> str:
    people = world.people
    sex = people[chance.choice(["men", "men", "women"])]
    names = (people["family_names"], sex["middle_names"], sex["given_names"])
    return " ".join(chance.choice(one) for one in names)


def phone(chance: Random) -> str:
    """A number nobody holds: the block 0990 0xx xxx."""
    digits = f"09900{chance.randrange(100000):05d}"
    return chance.choice(
        [digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"]
    )


def commune_text(commune: Commune, chance: Random) -> str:
    """A commune as its keeper types it: usually the bare name, with its kind where that alone is ambiguous."""
    if commune.needs_kind or chance.random() < 0.2:
        return commune.full_name
    return commune.name


class Producers:
    """The producers of one unit; a crop goes to one that grows such crops, or to a new one."""

    def __init__(self, world: World, unit: DemoUnit) -> None:
        self.world = world
        self.chance = world.stream("producers", unit.unit_code)
        self.communes = world.communes_of(unit)
        self.growers: dict[str, list[Producer]] = {}
        self.names: set[str] = set()

    def pick(self, product: str, organised: bool) -> Producer:
        known = self.growers.setdefault(product, [])
        if known and self.chance.random() < 0.45:
            return self.chance.choice(known)
        kind = self._kind(organised)
        producer = Producer(self._name(kind), kind, self.chance.choice(self.communes), phone(self.chance))
        known.append(producer)
        return producer

    def _kind(self, organised: bool) -> str:
        weights = (6, 3, 1) if organised else (2, 2, 6)
        return self.chance.choices([COOPERATIVE, GROUP, HOUSEHOLD], weights)[0]

    def _name(self, kind: str) -> str:
        while True:
            if kind == HOUSEHOLD:
                name = person(self.world, self.chance)
            else:
                short = "HTX" if kind == COOPERATIVE else "THT"
                place = self.chance.choice(self.communes).name
                name = f"{short} {self.chance.choice(self.world.people['cooperative_names'])} {place}"
            if name not in self.names:
                self.names.add(name)
                return name
