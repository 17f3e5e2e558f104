# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# What the verbs do, where the libraries and tools are: natively or inside the private root.

# The build directory belongs to one ./dev at a time; the lock is released when this script ends.
lock_build() {
    mkdir -p "$TOP/build"
    exec 5>"$TOP/build/.lock-$1"
    if ! flock -n 5; then
        say "Another ./dev is using build/$1; waiting for it"
        flock 5
    fi
}

# What a demo or a benchmark needs: not the tests, which take longer to build than all the rest.
PROGRAMS=(akonadi_konto_resource akonadi_konto_agent konto konto_probe)

# build_preset PRESET [TARGET...]: configures if needed, and builds everything or only these targets.
build_preset() {
    local preset=$1 dir=$TOP/build/$1 place=native
    shift
    local -a targets=()
    (($# == 0)) || targets=(--target "$@")
    local -a fresh=()
    lock_build "$preset"
    [[ -e /etc/konto-root ]] && place=root
    # What CMake found natively is not what it finds in the root.
    if [[ -e $dir/CMakeCache.txt && $(cat "$dir/.place" 2>/dev/null || echo "$place") != "$place" ]]; then
        fresh=(--fresh)
    fi
    if [[ ! -e $dir/build.ninja || ${#fresh[@]} -gt 0 || $TOP/CMakePresets.json -nt $dir/CMakeCache.txt ]]; then
        cmake "${fresh[@]}" --preset "$preset" 5>&-
        echo "$place" >"$dir/.place"
    fi
    cmake --build --preset "$preset" "${targets[@]}" 5>&-
}

verb_build() {
    build_preset "${1:-dev}"
}

# run_tests PRESET CTEST-OPTIONS...: nothing is printed after ctest's own closing lines.
run_tests() {
    local preset=$1
    shift
    build_preset "$preset"
    ctest --preset "$preset" -j4 "$@" 5>&-
}

verb_test() {
    run_tests dev "$@"
}

verb_asan() {
    run_tests asan "$@"
}

verb_demo() {
    build_preset dev "${PROGRAMS[@]}"
    exec 5>&-
    exec python3 tests/support/demo.py "$@"
}

verb_bench() {
    (($# > 0)) || die "bench needs a name, as in: ./dev bench imap-full"
    build_preset dev "${PROGRAMS[@]}"
    exec 5>&-
    exec python3 tests/bench/bench.py "$@"
}

# converge [SECONDS [TEST...]]: not among the tests, because it never does the same twice.
verb_converge() {
    local seconds=${1:-60}
    shift || true
    [[ $seconds =~ ^[0-9]+$ ]] || die "converge takes a number of seconds, and then names of tests"
    build_preset dev "${PROGRAMS[@]}"
    exec 5>&-
    KONTO_BUILD=$TOP/build/dev exec python3 tests/system/converge.py --seconds "$seconds" "$@"
}

# soak [--minutes N] [--seed N] [--no-kmail]: as long as one likes.
verb_soak() {
    build_preset dev "${PROGRAMS[@]}"
    exec 5>&-
    KONTO_BUILD=$TOP/build/dev exec python3 tests/soak/soak.py "$@"
}

verb_shell() {
    if (($# > 0)); then
        exec "$@"
    fi
    exec bash -i
}

verb_screenshots() {
    local script=tests/support/screenshots.py
    if [[ ! -e $script ]]; then
        say "There is nothing to show yet: this version has no windows."
        return
    fi
    build_preset dev
    exec 5>&-
    exec python3 "$script" "$@"
}

verb_install() {
    if [[ -e /etc/konto-root ]]; then
        die "what is built inside the private Debian root does not start outside of it: nothing was installed"
    fi
    local home=${HOME:?} plugins
    build_preset release
    cmake --install build/release --prefix "$home/.local"
    plugins=$(find "$home/.local/lib"* -path '*/pim6/akonadi/config/kontoconfig.so' -print -quit)
    plugins=${plugins%/pim6/*}
    say "
Installed into $home/.local. The desktop looks there when these are set where the session starts,
such as in ~/.config/plasma-workspace/env/konto.sh; after that, log in anew:

  export PATH=\$HOME/.local/bin:\$PATH
  export XDG_DATA_DIRS=\$HOME/.local/share:\${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
  export QT_PLUGIN_PATH=${plugins/#$home/\$HOME}\${QT_PLUGIN_PATH:+:\$QT_PLUGIN_PATH}

To remove it again: xargs rm < build/release/install_manifest.txt (mail stays where it is)."
}

# package [--try]: says where the package is; tries it in a root of its own.
verb_package() {
    local try=${1:-}
    [[ -z $try || $try == --try ]] || die "package has one option, --try"
    build_preset package
    (cd build/package && rm -f ./*.deb && cpack -G DEB >cpack.log 2>&1 5>&-) || {
        tail -n 20 build/package/cpack.log >&2
        die "cpack failed, see build/package/cpack.log"
    }
    exec 5>&-
    if [[ -n $try ]]; then
        build_preset dev konto_probe
        exec 5>&-
        KONTO_BUILD=$TOP/build/dev python3 tests/install/package.py build/package/*.deb >&2
    fi
    echo build/package/*.deb
}

# fuzz [SECONDS [TARGET...]]: new inputs are kept in build/fuzz/corpus, what failed in build/fuzz/failed.
verb_fuzz() {
    local seconds=${1:-60} target name status=0 ran=0 log
    shift || true
    [[ $seconds =~ ^[0-9]+$ ]] || die "fuzz takes a number of seconds, and then names of targets"
    build_preset fuzz fuzzers
    mkdir -p build/fuzz/failed
    for target in build/fuzz/bin/fuzz_*; do
        [[ -x $target ]] || continue
        name=${target##*/fuzz_}
        (($# == 0)) || [[ " $* " == *" $name "* ]] || continue
        ran=$((ran + 1))
        log=build/fuzz/$name.log
        local -a corpus=("build/fuzz/corpus/$name")
        mkdir -p "${corpus[0]}"
        [[ ! -d tests/fuzz/corpus/$name ]] || corpus+=("tests/fuzz/corpus/$name")
        printf 'fuzz %s, %s s: ' "$name" "$seconds"
        if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
            -artifact_prefix="build/fuzz/failed/$name-" "${corpus[@]}" >"$log" 2>&1 5>&-; then
            echo "nothing found in $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
        else
            status=1
            echo "FAILED"
            tail -n 40 "$log"
        fi
    done
    ((ran > 0)) || die "no fuzz target was built"
    return "$status"
}

# The files of the checkout, tracked or new, whose names match the patterns.
our_files() {
    git ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r file; do
        [[ ! -f $file ]] || printf '%s\n' "$file"
    done
}

LINT_FAILED=0
lint_step() {
    local what=$1 begin=$SECONDS
    shift
    if "$@"; then
        echo "ok      $what ($((SECONDS - begin)) s)"
    else
        echo "FAILED  $what"
        LINT_FAILED=1
    fi
}

lint_format() {
    our_files '*.cpp' '*.h' | xargs -r -d '\n' clang-format --dry-run -Werror
}

# All files; with --changed those that differ from the last commit.
lint_tidy() {
    local -a files
    if [[ $1 == changed ]]; then
        mapfile -t files < <({ git diff --name-only HEAD -- '*.cpp' && git ls-files --others --exclude-standard -- '*.cpp'; } | sort -u)
    else
        mapfile -t files < <(our_files '*.cpp')
    fi
    mapfile -t files < <(for file in "${files[@]}"; do
        ! grep -qF "\"$TOP/$file\"" build/dev/compile_commands.json || printf '%s\n' "$file"
    done)
    ((${#files[@]} > 0)) || return 0
    # Warnings of GCC that Clang does not know are no findings.
    printf '%s\n' "${files[@]}" |
        xargs -d '\n' -n 1 -P "$(nproc)" clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings generated\|Suppressed\|Use -header-filter' >&2)
}

lint_shell() {
    { our_files '*.sh' && echo dev && echo .ci/run; } | xargs -d '\n' shellcheck -x -P "$TOP"
}

lint_python() {
    our_files '*.py' | PYTHONPYCACHEPREFIX=$TOP/build/pycache xargs -r -d '\n' python3 -m py_compile
}

lint_reuse() {
    reuse lint --quiet || reuse lint --lines
}

verb_lint() {
    local scope=all
    [[ ${1:-} != --changed ]] || scope=changed
    build_preset dev
    exec 5>&-
    lint_step "clang-format" lint_format
    lint_step "shellcheck" lint_shell
    lint_step "python" lint_python
    lint_step "licences" lint_reuse
    lint_step "include direction" python3 tests/unit/rings.py
    lint_step "clang-tidy" lint_tidy "$scope"
    return "$LINT_FAILED"
}
