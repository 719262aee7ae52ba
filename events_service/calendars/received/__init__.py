"""Calendar files that other programs made: their lines, zones, times and repetitions, read apart."""
