"""What goes back to a unit: its open issues, its verdict, its call list, written into its own cells."""
