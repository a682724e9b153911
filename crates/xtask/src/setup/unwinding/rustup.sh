#!/bin/sh
# Says that the sources are there, which is looked at before; downloads nothing.
if [ "$1 $2" = "component list" ]; then
  echo "rust-src (installed)"
else
  echo "not asked of rustup here: $*" >&2
  exit 1
fi
