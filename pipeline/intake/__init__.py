"""What comes in: spreadsheets and price feeds, landed when they changed."""
