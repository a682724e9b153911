#!/bin/sh
# Leads from `cargo +nightly` and `rustc +nightly` to the compiler that compiles everything else:
# the next program of this name on the path, of which this script's folder is the first.
PATH=${PATH#*:}
export PATH
if [ "$1" = +nightly ]; then
  shift
fi
exec "${0##*/}" "$@"
