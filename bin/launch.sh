# shellcheck shell=sh
# Sourced by the launchers beside it, which set "name" and "home" (the folder above bin/). It finds a
# Java that is new enough and the jar, builds the jar once where there is none, and replaces itself
# with the program. A package ships the jar as lib/echo7.jar and may ship its own Java as lib/java:
# then nothing is searched and nothing is built.

: "${name:?}" "${home:?}" "${resolved:?}"
java_wanted=25

# The address space in KiB below which no JVM starts.
least_address_space=600000

# With fewer threads than this no JVM starts, or none with a cache; what the programs need beyond that, they say.
least_threads=15

# With fewer descriptors than this, sh itself runs out of them below.
least_descriptors=16

# What a program does with signals, as options of the JVM.
signals=

# Names the settings of another program, and our library for metrics would read them as its own.
unset PROMETHEUS_CONFIG

unheard=
die() {
  if [ -n "$unheard" ]; then
    logger -t "$name" -p daemon.err "$1" || true
  else
    printf '%s: %s\n' "$name" "$1" >&2
  fi
  exit 1
}

# inetd makes one socket all three standard streams, and nothing but the echo may enter it: no word
# of ours, nor of the JVM's. (That -ef is in no standard; every shell of today has it.)
# shellcheck disable=SC3013
leave_socket_to_echo() {
  [ -S /dev/fd/0 ] || return 0
  if [ /dev/fd/1 -ef /dev/fd/0 ]; then exec >/dev/null; fi
  if [ /dev/fd/2 -ef /dev/fd/0 ]; then
    exec 2>/dev/null
    unheard=yes
  fi
}

# Whether a folder is the home of a Java that is new enough: the file "release" in it says so.
is_java_home() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='="' read -r key _ version _; do
    [ "$key" = JAVA_VERSION ] && break
  done <"$1/release"
  [ "$key" = JAVA_VERSION ] && [ "${version%%[!0-9]*}" -ge "$java_wanted" ] 2>/dev/null || return 1
  has_loader "$1"
}

# Whether this system has what loads the Java of a package, which is made for glibc: its file "loader"
# names it. Elsewhere a shell would say that java itself is not found.
has_loader() {
  [ -r "$1/loader" ] || return 0
  read -r loader <"$1/loader"
  [ -e "$loader" ] && return
  missing_loader=$loader
  return 1
}

# Sets java_home to the first folder for which a command succeeds, among those where a Java may be: of
# this package, JAVA_HOME, the PATH, the usual folders.
first_java_home() {
  java_on_path=
  if command -v java >/dev/null 2>&1; then
    resolve "$(command -v java)"
    java_on_path=${resolved%/bin/java}
  fi
  for java_home in "$home/lib/java" "${JAVA_HOME:-}" "$java_on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$java_home" ] && "$@" "$java_home" && return
  done
  return 1
}

# Sets java_home to a Java that is new enough.
find_java() {
  missing_loader=
  first_java_home is_java_home && return
  [ -z "$missing_loader" ] ||
    die "the Java of this package needs glibc, whose $missing_loader is not here; install a JDK \
$java_wanted of your system, or set JAVA_HOME to it"
  die "no Java $java_wanted or later in JAVA_HOME, on the PATH or in the usual folders; install a JDK \
$java_wanted (your system's packages, or https://adoptium.net), or set JAVA_HOME to it"
}

# Makes the jar. Two launchers started together build once; an interrupted build leaves no jar.
build() {
  lock=$home/target/building
  { mkdir -p "$home/target" && [ -w "$home/target" ]; } 2>/dev/null ||
    die "not built yet, and $home is not writable; build it as its owner: mvn package"
  if mkdir "$lock" 2>/dev/null; then
    trap 'rm -f "$jar"; rmdir "$lock"; exit 130' INT TERM HUP
    # The one that had the lock may have built between our look at the jar and our turn.
    [ -f "$jar" ] || run_maven
    trap 'rmdir "$lock"; exit 130' INT TERM HUP
    make_caches
    trap - INT TERM HUP
    rmdir "$lock"
  else
    printf '%s: waiting for another build of %s (if there is none: rmdir %s)\n' \
      "$name" "$jar" "$lock" >&2
    while [ -d "$lock" ]; do sleep 1; done
  fi
  [ -f "$jar" ] || die "the build made no $jar; see $home/target/build.log"
}

run_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    rmdir "$lock"
    die "not built yet, and Maven is not on the PATH; install it (apt-get install maven, or brew \
install maven) and start again"
  fi
  if [ ! -x "$java_home/bin/javac" ]; then
    rmdir "$lock"
    die "not built yet, and $java_home has no compiler; install a JDK $java_wanted, not only a JRE"
  fi
  printf '%s: first start: building %s (about 15 seconds; up to 100 if Maven has to fetch)\n' \
    "$name" "$jar" >&2
  if ! (cd "$home" && mvn -B -Dunchecked -Dmaven.test.skip=true -pl echo7 -am package) \
    </dev/null >"$home/target/build.log" 2>&1; then
    rm -f "$jar"
    rmdir "$lock"
    die "the build failed: $(grep -m 1 ERROR "$home/target/build.log"); all of it: $home/target/build.log"
  fi
}

# A jar that the JVM reads faster, and caches of its classes, halve the time of every later start.
# Without them a start is only slower.
make_caches() {
  start=$home/target/start
  (cd "$home" && rm -rf "$start" && mkdir "$start" &&
    "$java_home/bin/java" packaging/PackagedJar.java "$jar" "$start" &&
    packaging/train "$home" "$start" target/training.log) </dev/null >/dev/null 2>&1 || rm -rf "$start"
}

# A standard stream that is closed would give its number to the next file that the JVM opens, and
# the client would send that file. In its place comes one on which every use fails, as it does on a
# closed one. The check duplicates to 3, since to dash <&0 on 0 is nothing to do; and "true", since a
# failed redirection of ":" ends the shell.
guard_streams() {
  true 3>&2 || exec 2>/dev/null
  { true 3<&0; } 2>/dev/null || exec 0>/dev/null
  { true 3>&1; } 2>/dev/null || exec 1</dev/null
}

# For a program that handles no signals: each one has its default effect from the start, where a JVM
# would answer SIGQUIT (Ctrl-\) with a thread dump. As process 1 it needs handlers, since the kernel
# drops signals that process 1 does not handle.
leave_signals_alone() {
  if [ $$ = 1 ]; then answer_signals; else signals=-Xrs; fi
}

# For a program that handles signals: SIGQUIT prints nothing until the program handles it.
answer_signals() {
  signals='-XX:+UnlockDiagnosticVMOptions -XX:-DisplayVMOutput'
}

# Chooses a locale that keeps names intact. The JVM takes the charset of arguments, file names and
# its own folder from the locale. In the locale "C", and in one that is not installed, that is ASCII,
# and every other character becomes a question mark. Error messages of the system are English in
# any locale, like ours.
settle_locale() {
  locale=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
  unset LANGUAGE
  case $locale in
    '' | C | POSIX | C.* | *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) charset=UTF-8 ;;
    *) charset=$(LC_ALL=$locale locale charmap 2>/dev/null) || charset= ;;
  esac
  case $charset in
    '' | UTF-8 | ANSI_X3.4-1968) export LC_ALL=C.UTF-8 ;;
    *)
      unset LC_ALL
      export LC_CTYPE="$locale" LC_MESSAGES=C
      ;;
  esac
}

# To redirect the output of a command of its own, sh needs a descriptor from 10 on, in which it keeps
# the old one: with too few it could not even complain, but another sh, which runs no file, can.
count_descriptors() {
  # shellcheck disable=SC3045 # in every sh that has such limits
  limit=$(ulimit -n) || limit=unlimited
  case $limit in
    '' | *[!0-9]*) return 0 ;;
  esac
  [ "$limit" -lt "$least_descriptors" ] || return 0
  [ -n "$unheard" ] || sh -c 'printf "%s: ulimit -n %s: too few file descriptors; allow %s or more\n" \
    "$@" >&2' sh "$name" "$limit" "$least_descriptors"
  exit 1
}

# Under a limit of address space (ulimit -v) the JVM's own choice for its heap leaves too little for
# the rest, and it reserves a gigabyte for classes of which it needs thirty megabytes.
fit_address_space() {
  # shellcheck disable=SC3045 # every sh with such limits has it
  limit=$(ulimit -v 2>/dev/null) || limit=unlimited
  case $limit in
    '' | *[!0-9]*) return 0 ;;
  esac
  [ "$limit" -ge "$least_address_space" ] || die "ulimit -v $limit: too little address space for \
Java; allow $least_address_space KiB or more (ulimit -v unlimited)"
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
  memory='-XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=48m'
  case "${JDK_JAVA_OPTIONS-} ${JAVA_TOOL_OPTIONS-}" in
    *-Xmx* | *MaxHeapSize* | *MaxRAM*) ;;
    *) memory="$memory -XX:MaxHeapSize=$((limit / 4))k" ;;
  esac
}

# Below the limit of processes and threads a JVM does not start, and says so in its own words. It is
# not held against root.
count_threads() {
  # shellcheck disable=SC3045 # bash says -u, dash -p
  limit=$(ulimit -u 2>/dev/null || ulimit -p 2>/dev/null) || limit=unlimited
  case $limit in
    '' | *[!0-9]*) return 0 ;;
  esac
  [ "$limit" -ge "$least_threads" ] || [ "$(id -u)" = 0 ] || die "ulimit -u $limit: too few threads \
for Java; allow 64 or more"
}

# launch JAVA-ARGUMENT...: with the jar on the class path.
launch() {
  count_descriptors
  guard_streams
  count_threads
  # In a folder that was removed, which has no path any more, no JVM starts.
  case ${PWD-} in
    /*) [ -d "$PWD" ] || cd / ;;
    *) cd / ;;
  esac
  settle_locale
  memory=
  fit_address_space
  find_java
  lib=$home/lib
  if [ ! -f "$lib/echo7.jar" ]; then
    jar=$home/target/echo7.jar
    if [ -z "${ECHO7_TRAINING-}" ] && { [ ! -f "$jar" ] || [ -d "$home/target/building" ]; }; then
      build
    fi
    # What a build has made of the jar, unless the jar is newer.
    lib=$home/target/start
    # shellcheck disable=SC3013 # not in POSIX, yet in every sh
    if [ ! -f "$lib/echo7.jar" ] || [ "$jar" -nt "$lib/echo7.jar" ]; then lib=$home/target; fi
  fi
  jar=$lib/echo7.jar
  # A package for one kind of machine has Netty's libraries beside the jar, and a cache of its
  # classes. With another Java the cache does nothing; of a jar that was replaced it is out of date,
  # which the JVM does not always see.
  [ "$lib" = "$home/target" ] || set -- "-Djava.library.path=$lib" "$@"
  cache=$lib/${cache_of:-$name}.aot
  if [ -f "$cache" ] && [ -z "${ECHO7_TRAINING-}" ]; then
    # shellcheck disable=SC3013 # not in POSIX, yet in every sh
    [ "$jar" -nt "$cache" ] || set -- "-XX:AOTCache=$cache" "$@"
  fi
  # By default the JVM writes its messages to standard output, among the bytes of the echo, and its
  # crash logs into the working directory.
  # shellcheck disable=SC2086 # words without spaces
  exec "$java_home/bin/java" -Xlog:disable -Xlog:all=warning,aot*=off,cds*=off,os+thread*=off,trimnative*=off:stderr \
    -XX:+DisplayVMOutputToStderr "-XX:ErrorFile=${TMPDIR:-/tmp}/$name-crash-%p.log" \
    $signals $memory -cp "$jar" "$@"
}
