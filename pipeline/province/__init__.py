"""One province: settings, environment, inputs, calendar, console."""
