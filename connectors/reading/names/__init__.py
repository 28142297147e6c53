"""Names of units, communes, products and buyers, matched to the reference lists."""
