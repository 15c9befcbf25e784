"""What the network is made of; every number of it in one place."""

from __future__ import annotations

from dataclasses import dataclass

PRIOR_CHANNELS = 9
"""Context a point: residual flow 3, dynamic 1, confidence 1, vector to its object's centre 3, 1 when there is any."""


@dataclass(frozen=True)
class NetworkConfiguration:
    """Sizes in channels, cells and iterations."""

    kind: str = "ours"
    """ours | published (the 171.5 GMAC network; its own sizes, slots head)."""
    stem: int = 24
    """Channels at 0.4 m."""
    match: int = 32
    """Channels at 0.8 m, also of the correlation."""
    trunk: tuple[int, int, int] = (48, 64, 80)
    """Channels of the joint U-Net at 0.8, 1.6 and 3.2 m."""
    radius: int = 5
    """Correlation reaches this many cells of 0.8 m: 4 m a sweep, 40 m/s at 10 Hz."""
    own: int = 32
    """Channels gathered at the point's own place."""
    target: int = 32
    """Channels gathered at p + f."""
    window: int = 1
    """Cells to each side of p + f that a look compares with; 0 = the cell itself alone, and no second matching."""
    hidden: int = 48
    head: str = "votes"
    """votes | slots."""
    slots: int = 64
    correlation: bool = True
    regather: bool = True
    """Whether each iteration gathers at the point's current target; else at its first one."""

    def __post_init__(self) -> None:
        if self.head not in ("votes", "slots"):
            raise ValueError(f"head is {self.head!r}, expected votes or slots")
        if self.kind not in ("ours", "published"):
            raise ValueError(f"kind is {self.kind!r}, expected ours or published")
        if self.kind == "published" and self.head != "slots":
            raise ValueError("the published network has slots: set network.head=slots")

    @property
    def outputs(self) -> int:
        """Numbers of the mask head a point."""
        return 4 if self.head == "votes" else self.slots


MAP_METRES = 0.4
"""Cell of the maps that points gather from."""
