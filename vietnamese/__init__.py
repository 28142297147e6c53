"""The Vietnamese language as it is written: numbers, dates, telephones, phrases, spelling; imports nothing of ours."""
