"""What scripts/bench is made of: the servers it compares, the rows it measures, the table it prints."""
