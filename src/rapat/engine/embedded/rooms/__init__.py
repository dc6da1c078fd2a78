"""LIVE CALLS in memory: one owner task per room, no locks."""
