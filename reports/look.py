"""The one visual identity of every file: paper, type sizes and the few colours.

The norms fix the paper and the type; colours only shade, so a grey print loses nothing.
"""

from typing import Final

PAGE_MM: Final = (210.0, 297.0)
MARGIN_TOP_MM: Final = 20.0
MARGIN_BOTTOM_MM: Final = 20.0
MARGIN_LEFT_MM: Final = 30.0
MARGIN_RIGHT_MM: Final = 20.0
TEXT_WIDTH_MM: Final = PAGE_MM[0] - MARGIN_LEFT_MM - MARGIN_RIGHT_MM

BODY_PT: Final = 14.0
CAPTION_PT: Final = 13.0
TABLE_PT: Final = 11.0
RECIPIENTS_LABEL_PT: Final = 12.0
RECIPIENTS_PT: Final = 11.0

HEADER_FILL: Final = "DCE9F2"
TOTAL_FILL: Final = "F1F5F8"
NOTICE_FILL: Final = "FDF3E1"
NOTICE_EDGE: Final = "B35900"
EDGE: Final = "7F8C96"
