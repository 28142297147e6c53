"""Price indicators, their calibration, and the signals made of them."""
