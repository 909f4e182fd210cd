"""Small families that the bank does not hold: each proves a thing that other fields will need."""
