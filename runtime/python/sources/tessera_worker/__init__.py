"""The Python side of a Tessera worker: runs one module through the tesseract-core that is installed."""
