"""What data staff look at: status, outlook, doctor, alerts, upkeep, who serves."""
