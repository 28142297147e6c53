"""The linking plan: which lot goes to which buyer, why what is left is left, and the proof."""
