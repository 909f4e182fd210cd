"""Classes, in hosted mode: who belongs to one, the sets they answer, and what those who agree let its owners see."""
