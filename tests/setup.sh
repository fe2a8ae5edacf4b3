#!/usr/bin/env bash
# Installs what `make demo` and `make test` need on Debian 12: packages, Rust, cargo-deny.
# Usage: tests/setup.sh GROUP…   with groups of: build demo test deny
# Does nothing, and says one line, where everything is there already.
set -euo pipefail

RUST_MIN=1.92
CARGO_DENY=0.20.2

# Each package, and who asks for it.
packages() {
    case $1 in
        build) cat <<'LIST'
gcc                C parts of SQLite and ring
libc6-dev          the same
make               this Makefile
pkg-config         finds the libraries below
ca-certificates    HTTPS to the crate registry
libfontconfig-dev  Slint: fonts
libudev-dev        Slint on the panel: finds devices
libinput-dev       Slint on the panel: touch
libxkbcommon-dev   Slint on the panel: keyboards
libpcsclite-dev    card readers
libclang-dev       bindings to Video4Linux
LIST
            ;;
        demo) cat <<'LIST'
fonts-dejavu-core  the kiosk's letters
libfaketime        the demo moves its clock on
libx11-xcb1        the kiosk in a window, and the four below
libxcursor1        -
libxi6             -
libxkbcommon-x11-0 -
xkb-data           -
LIST
            ;;
        test) cat <<'LIST'
pcscd              a private card reader service for each test
systemd            systemd-analyze checks the units; systemd-socket-activate starts pcscd
vsmartcard-vpcd    the virtual card reader
LIST
            ;;
    esac | cut -d' ' -f1
}

# On stderr: the demo's verdicts are alone on stdout.
say() { printf 'setup: %s\n' "$*" >&2; }
die() { printf 'setup: %s\n' "$@" >&2; exit 1; }

# `a` is the same as or newer than `b`, by dotted numbers.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n1)" = "$2" ]; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "packages are missing and this is neither root nor a user with sudo; as root run:" "    $*"
    fi
}

missing_packages() {
    local group name
    for group in "$@"; do
        for name in $(packages "$group"); do
            dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
        done
    done
}

install_packages() {
    command -v dpkg-query >/dev/null || die "this is not Debian: install the counterparts of these packages yourself:" \
        "    $(for group in "$@"; do packages "$group"; done | tr '\n' ' ')" "then run the make target again with SETUP=skip"
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing the Debian packages ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "${missing[@]}" >/dev/null
}

# Prints the version if rustc, cargo, rustfmt and clippy answer; nothing otherwise.
rust_version() {
    cargo --version >/dev/null 2>&1 && rustfmt --version >/dev/null 2>&1 && cargo-clippy --version >/dev/null 2>&1 || return 0
    rustc --version 2>/dev/null | cut -d' ' -f2
}

install_rust() {
    local have
    have=$(rust_version)
    if [ -n "$have" ] && at_least "$have" "$RUST_MIN"; then return 0; fi
    say "Rust $RUST_MIN or newer with rustfmt and clippy is needed, found ${have:-none that is complete}; installing it by rustup"
    if command -v rustup >/dev/null; then
        rustup toolchain install stable --profile minimal --component rustfmt,clippy ||
            die "rustup could not install Rust: is there a network? Install Rust $RUST_MIN or newer with rustfmt and clippy and try again."
    else
        command -v curl >/dev/null ||
            die "neither Rust $RUST_MIN nor curl is here: install one of them (apt-get install curl) and try again."
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
            sh -s -- -y --no-modify-path --profile minimal --component rustfmt,clippy ||
            die "rustup could not be fetched: is there a network? Install Rust $RUST_MIN or newer with rustfmt and clippy and try again."
    fi
    have=$(rust_version)
    if [ -z "$have" ] || ! at_least "$have" "$RUST_MIN"; then
        die "the Rust in use is still ${have:-incomplete}: an older default toolchain is chosen; run 'rustup default stable' and try again."
    fi
}

deny_version() { "$1" --version 2>/dev/null | cut -d' ' -f2; }

install_cargo_deny() {
    [ "$(deny_version target/tools/bin/cargo-deny)" != "$CARGO_DENY" ] || return 0
    local found
    if found=$(command -v cargo-deny) && [ "$(deny_version "$found")" = "$CARGO_DENY" ]; then
        mkdir -p target/tools/bin
        ln -sf "$found" target/tools/bin/cargo-deny
        return 0
    fi
    say "building cargo-deny $CARGO_DENY into target/tools (about four minutes, once)"
    cargo install cargo-deny --locked --quiet --version "$CARGO_DENY" --root target/tools --target-dir target/tools/build
    rm -rf target/tools/build
}

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- build demo test deny
# A toolchain of rustup's goes before Debian's, which is too old; the Makefile does the same.
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

groups=()
deny=no
for group in "$@"; do
    case $group in
        build | demo | test) groups+=("$group") ;;
        deny) deny=yes ;;
        *) die "no such group: $group (there are build, demo, test and deny)" ;;
    esac
done
install_packages "${groups[@]}"
install_rust
[ $deny = no ] || install_cargo_deny
say "$* ready, Rust $(rust_version)"
