"""How far a party's word can be relied on: of what it claimed, what was confirmed, and of that, what was delivered.

A party with three deals says little about itself, so its rate is drawn towards the rate of all (Beta-Binomial
shrinkage)."""

import pandas as pd

RELIABILITY_COLUMNS = (
    "party_key", "claimed", "confirmed", "delivered", "confirmed_rate", "delivered_rate", "reliability", "low", "high",
)  # fmt: skip


def party_reliability(parties: pd.DataFrame) -> pd.DataFrame:
    """RELIABILITY_COLUMNS per party of one kind (buyers or producers) from its counts: party_key, claimed, confirmed,
    delivered (deals, claimed >= confirmed >= delivered >= 0).

    confirmed_rate: confirmed of claimed; delivered_rate: delivered of confirmed; reliability: delivered of
    claimed, with its 90 % interval low..high; each shrunk towards the rate of all parties."""
    raise NotImplementedError
