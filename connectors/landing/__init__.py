"""What came in, exactly as it was: immutable contents, receipts of reads, ledgers, packs."""
