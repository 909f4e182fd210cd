"""The question bank: families that draw parameters, ask for a value of an engine run, and name its slips."""
