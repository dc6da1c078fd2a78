"""What ``scripts/screenshots`` needs: drawn people, guests of a meeting, and the camera for the pictures."""
