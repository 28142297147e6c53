"""The one visual identity of every file: paper, type sizes and the few colours.

The norms fix the paper and the type; neighbouring colours differ in lightness, so a grey print loses nothing.
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

CHART_FONT: Final = "Liberation Serif"
CHART_WIDTH: Final = 620
CHART_FULL_WIDTH: Final = 690
CHART_TEXT: Final = 15
CHART_SMALL_TEXT: Final = 13
BLACK: Final = "#000000"
GRID: Final = "#DDDDDD"
AXIS: Final = "#555555"
RISE: Final = "#0072B2"
FALL: Final = "#E69F00"
PLACED: Final = "#A9D3EA"
UNPLACED: Final = "#C2410C"
GROWER: Final = "#0B4F7D"
TRADE: Final = "#CFCFCF"
YES: Final = "#D3E8F5"
NO: Final = "#E69F00"
STATES: Final = {
    "usable": ("#0B4F7D", "circle"),
    "faulty": ("#E69F00", "diamond"),
    "missing": ("#FFFFFF", "square"),
}
CHANNELS: Final = {
    "trader": "#0B4F7D",
    "wholesale_market": "#F0B429",
    "supermarket": "#1B7F5C",
    "shopping_centre": "#F7E98E",
    "processor": "#7A3E9D",
    "union_outlet": "#8CC9EE",
    "online": "#C2410C",
    "other": "#C9C9C9",
}
