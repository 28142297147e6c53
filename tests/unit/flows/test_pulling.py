"""What is said while a feed is pulled: long downloads report their progress, short ones pass in silence."""

from flows.pulling import DownloadProgress


class Said(list):
    """A step that only remembers."""

    def note(self, text: str) -> None:
        self.append(text)


def test_a_long_download_says_how_far_it_has_come_every_three_seconds() -> None:
    moments, said = iter([0.0, 1.0, 2.9, 3.1, 3.1, 4.0, 6.2, 6.2]), Said()
    progress = DownloadProgress("ttns", said, lambda: next(moments))
    for received in (1, 2, 3, 4, 5):
        progress(received * 2**20, 40 * 2**20 if received < 5 else None)
    assert said == ["feed ttns: 3.0 of 40.0 MiB received", "feed ttns: 5.0 MiB received"]
