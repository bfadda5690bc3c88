#!/bin/sh
# Reads this machine and writes a snapshot of it, as JSON, to standard output.
#
# It reads files by nothing but what the shell itself can do, so that it still answers where hardly
# any process may be forked. Programs are only asked where there is room for them; each is ended
# after PATIENCE seconds. Nothing is changed: a folder for the answers is made under /tmp and removed.
#
# Variables set by functions for their callers have capital letters.

# A login shell that somebody hands over (`--on "exec:ssh box"`) may be zsh, where `path` and `status` are taken.
[ -z "${ZSH_VERSION-}" ] || emulate sh

# --- JSON ---

# Sets ESCAPED to $1 as the inside of a JSON string.
escape() {
  rest=$1
  ESCAPED=
  while :; do
    case $rest in
      *[\\\"[:cntrl:]]*) ;;
      *)
        ESCAPED=$ESCAPED$rest
        return
        ;;
    esac
    head=${rest%%[\\\"[:cntrl:]]*}
    rest=${rest#"$head"}
    tail=${rest#?}
    case ${rest%"$tail"} in
      \\) mark='\\' ;;
      \") mark='\"' ;;
      "$TAB") mark='\t' ;;
      "$NEWLINE") mark='\n' ;;
      "$RETURN") mark='\r' ;;
      *) mark='\ufffd' ;;
    esac
    ESCAPED=$ESCAPED$head$mark
    rest=$tail
  done
}

# Writes the name of a capture.
name() {
  escape "$1"
  printf '%s\n"%s":' "$COMMA" "$ESCAPED"
  COMMA=,
}

# Writes a capture: KEY TEXT.
text() {
  name "$1"
  escape "$2"
  printf '{"ok":true,"text":"%s"}' "$ESCAPED"
}

# Writes a capture without text: KEY ERROR.
failed() {
  name "$1"
  printf '{"ok":false,"error":"%s"}' "$2"
}

# Sets MASKED to a line without the passwords in its URLs, and without what it says of access tokens.
mask() {
  MASKED=
  case $1 in *access-tokens*=*) return ;; esac
  rest=$1
  while :; do
    case $rest in *://*@*) ;; *) break ;; esac
    before=${rest%%://*}
    rest=${rest#*://}
    MASKED=$MASKED$before://
    place=${rest%%[/[:space:]]*}
    case $place in
      *:*@*) MASKED=$MASKED${place%%:*}':***@' ;;
      *@*)
        case $before in
          *http | *https) MASKED=$MASKED'***@' ;;
          *) continue ;;
        esac
        ;;
      *) continue ;;
    esac
    rest=${rest#"${place%@*}@"}
  done
  MASKED=$MASKED$rest
}

# Writes the content of a file as the inside of a JSON string; at most a thousand lines.
content() {
  lines=0
  while [ "$lines" -lt 1000 ] && IFS= read -r line; do
    mask "$line"
    escape "$MASKED"
    printf '%s\\n' "$ESCAPED"
    line=
    lines=$((lines + 1))
  done <"$1"
  # What follows the last newline, if anything.
  mask "$line"
  escape "$MASKED"
  printf '%s' "$ESCAPED"
  line=
}

# --- What the shell can read by itself ---

# Sets REASON: why a path is not there.
absent() {
  parent=$1
  REASON=ENOENT
  while [ -n "$parent" ] && ! [ -e "$parent" ]; do parent=${parent%/*}; done
  if [ -d "${parent:-/}" ] && ! [ -x "${parent:-/}" ]; then REASON=EACCES; fi
}

# Writes what a file with Docker's settings says of the context in use; the rest is registries and their passwords.
docker_context() {
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *'"currentContext"'*:*'"'*'"'*)
        line=${line#*\"currentContext\"*\"}
        escape '{"currentContext":"'"${line%%\"*}"'"}'
        printf '%s' "$ESCAPED"
        line=
        return
        ;;
    esac
    line=
  done <"$1"
  printf '{}'
}

# KEY PATH
read_file() {
  if ! [ -e "$2" ]; then
    absent "$2"
    failed "$1" "$REASON"
  elif [ -d "$2" ]; then
    failed "$1" EISDIR
  elif ! [ -r "$2" ] || ! { true; } <"$2"; then
    failed "$1" EACCES
  elif [ -p "$2" ]; then
    failed "$1" unsupported
  else
    name "$1"
    printf '{"ok":true,"text":"'
    case $1 in
      */config.json) docker_context "$2" ;;
      *) content "$2" ;;
    esac
    printf '"}'
  fi
} 2>/dev/null

# KEY PATH...
read_paths() {
  key=$1
  shift
  found=
  count=0
  for entry; do
    if { [ -e "$entry" ] || [ -L "$entry" ]; } && [ "$count" -lt 1024 ]; then
      found=$found${found:+$NEWLINE}$entry
      count=$((count + 1))
    fi
  done
  text "$key" "$found"
}

# KEY PATH...
read_glob() {
  for entry; do
    [ "$entry" = "$1" ] || ! [ -e "$entry" ] || read_file "file:$entry" "$entry"
  done
  read_paths "$@"
}

# KEY FOLDER
read_list() {
  if ! [ -d "$2" ]; then
    absent "$2"
    [ -e "$2" ] && REASON=ENOTDIR
    failed "$1" "$REASON"
  elif ! [ -r "$2" ]; then
    failed "$1" EACCES
  else
    found=
    for entry in "$2"/*; do
      [ -e "$entry" ] || [ -L "$entry" ] || continue
      found=$found${found:+$NEWLINE}${entry##*/}
    done
    text "$1" "$found"
  fi
}

# Sets ACCESS to the letters of rwx that this process may, "-" for none.
access_of() {
  ACCESS=
  if [ -r "$1" ]; then ACCESS=r; fi
  if [ -w "$1" ]; then ACCESS=${ACCESS}w; fi
  if [ -x "$1" ]; then ACCESS=${ACCESS}x; fi
  ACCESS=${ACCESS:--}
}

# KEY PATH
read_stat() {
  if ! [ -e "$2" ]; then
    absent "$2"
    failed "$1" "$REASON"
    return
  fi
  type=other
  if [ -d "$2" ]; then type=dir; elif [ -f "$2" ]; then type='file'; elif [ -S "$2" ]; then type='socket'; fi
  access_of "$2"
  text "$1" "$type $ACCESS - - -"
}

# KEY PATH PATH
read_same() {
  # shellcheck disable=SC3013 # dash, BusyBox and bash all have -ef, and POSIX has had it since 2024
  if ! [ -e "$2" ] || ! [ -e "$3" ]; then
    failed "$1" EACCES
  elif [ "$2" -ef "$3" ]; then
    text "$1" same
  else
    text "$1" differs
  fi
}

# KEY SET VALUE
read_env() {
  if [ -z "$2" ]; then
    failed "$1" unset
    return
  fi
  value=$3
  # A proxy can be named without a scheme.
  case $1:$value in
    *://*) ;;
    *proxy:*:*@* | *PROXY:*:*@*) value=${value%%:*}':***@'${value##*@} ;;
  esac
  kept=
  while :; do
    mask "${value%%"$NEWLINE"*}"
    kept=$kept$MASKED
    case $value in *"$NEWLINE"*) ;; *) break ;; esac
    value=${value#*"$NEWLINE"}
    kept=$kept$NEWLINE
  done
  text "$1" "$kept"
}

# KEY NAME
read_group() {
  if ! [ -r /etc/group ]; then
    failed "$1" ENOENT
    return
  fi
  while IFS=: read -r group _ _ members; do
    if [ "$group" = "$2" ]; then
      text "$1" "$members"
      return
    fi
  done </etc/group
  failed "$1" ENOENT
}

# Sets FOUND to where a program is, or to nothing.
find_program() {
  FOUND=
  old_ifs=$IFS
  IFS=:
  for folder in $SEARCH; do
    if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
      FOUND=$folder/$1
      break
    fi
  done
  IFS=$old_ifs
}

# Sets SEARCH, and the PATH, to the folders that programs are looked for in; none that hangs on where we are.
search_path() {
  SEARCH=
  without_entries "$PATH"
  old_ifs=$IFS
  IFS=:
  set -f
  for folder in $REST @search; do
    case $folder in /*) if ! is_foreign "$folder"; then SEARCH=$SEARCH${SEARCH:+:}$folder; fi ;; esac
  done
  set +f
  IFS=$old_ifs
  PATH=$SEARCH
  export PATH
}

# --- What queried programs get: see query-environment.ts, which does the same. ---

# Sets OWN_HOME to this user's home folder as the system knows it; what HOME says can come from a project.
own_home() {
  OWN_HOME=${HOME-}
  while read -r label _ user _; do
    if [ "$label" = Uid: ]; then break; fi
  done </proc/self/status
  while IFS=: read -r _ _ uid _ _ place _; do
    if [ "$uid" = "$user" ]; then
      OWN_HOME=$place
      return
    fi
  done </etc/passwd
} 2>/dev/null

# Sets HERE and FOREIGN, the current folder by its two names; FOREIGN is empty where it is the home folder or the system's.
current_folder() {
  real_path "$PWD"
  HERE=${PWD%/}
  FOREIGN=$HERE
  FOREIGN_REAL=${REAL%/}
  own_home
  # shellcheck disable=SC2043 # a list is put in
  for folder in @own; do
    case $folder/ in "$FOREIGN"/* | "$FOREIGN_REAL"/*) FOREIGN= ;; esac
  done
}

# Whether a path is in the current folder, or is the node_modules/.bin of one above it.
is_foreign() {
  place=$1/
  while :; do
    case $place in
      [!/]*) return 1 ;;
      *//*) place=${place%%//*}/${place#*//} ;;
      */./*) place=${place%%/./*}/${place#*/./} ;;
      */../*)
        above=${place%%/../*}
        place=${above%/*}/${place#*/../}
        ;;
      *) break ;;
    esac
  done
  case $place in
    */node_modules/.bin/)
      # By a variable: bash 5.2 matches nothing with an expansion in a pattern that leaves nothing.
      above=${place%/node_modules/.bin/}
      case $HERE/ in "$above"/*) return 0 ;; esac
      ;;
  esac
  [ -n "$FOREIGN" ] || return 1
  case $place in "$FOREIGN"/* | "$FOREIGN_REAL"/*) ;; *) return 1 ;; esac
}

# Whether a text names such a path anywhere: see foreignTexts in foreign-path.ts.
names_foreign() {
  text=$1
  while :; do
    case $text in
      *//*) text=${text%%//*}/${text#*//} ;;
      */./*) text=${text%%/./*}/${text#*/./} ;;
      *) break ;;
    esac
  done
  while :; do
    case $text in */*) ;; *) return 1 ;; esac
    head=${text%%/*}
    text=${text#"$head"}
    word=${text%%[!A-Za-z0-9_.+~%/-]*}
    case ${head##*[!A-Za-z0-9_.+~%-]} in
      '' | -*)
        if is_foreign "$word"; then return 0; fi
        for folder in "$FOREIGN" "$FOREIGN_REAL"; do
          # A folder that is one word is known by now.
          case $folder in *[!A-Za-z0-9_.+~%/-]*) ;; *) continue ;; esac
          case $text in
            "$folder"[A-Za-z0-9_.+~%-]*) ;;
            "$folder"*) return 0 ;;
          esac
          case $word in */..*) ;; *) continue ;; esac
          above=${place%/}
          case $folder in "$above"[!A-Za-z0-9_.+~%/-]*) return 0 ;; esac
        done
        ;;
    esac
    text=${text#"$word"}
  done
}

# Sets REST to a list without its foreign entries, and DROPPED to yes where it has any.
without_entries() {
  REST=
  DROPPED=no
  tail=$1:
  while [ -n "$tail" ]; do
    part=${tail%%:*}
    tail=${tail#*:}
    # A colon before two slashes belongs to an address.
    while :; do
      case $tail in //*) ;; *) break ;; esac
      part=$part:${tail%%:*}
      tail=${tail#*:}
    done
    if is_foreign "$part" || is_foreign "${part#*=}"; then DROPPED=yes; else REST=$REST:$part; fi
  done
  REST=${REST#:}
}

# Sets REST to what a query gets of a value, and DROPPED to yes where that is less than all.
without_foreign() {
  DROPPED=no
  REST=$1
  case $1 in unix://*) return ;; esac
  without_entries "$1"
  if names_foreign "$REST"; then
    REST=
    DROPPED=yes
  fi
}

# Sets AFFECTED to the names of the variables that have foreign parts.
affected_variables() {
  AFFECTED=
  old_ifs=$IFS
  IFS=$NEWLINE
  for line in $(export -p); do
    IFS=$old_ifs
    line=${line%%=*}
    line=${line##* }
    case $line in
      '' | PWD | PATH | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    esac
    eval "value=\${$line-}"
    # shellcheck disable=SC2154 # set by eval
    without_foreign "$value"
    if [ "$DROPPED" = yes ]; then AFFECTED="$AFFECTED $line"; fi
  done
  IFS=$old_ifs
}

# Sets IN_NAME, for each variable that leads to what is read, to what a queried program would have; from where it starts.
leading_variables() {
  # shellcheck disable=SC2043 # a list is put in
  for variable in @leading; do
    eval "value=\${$variable-}"
    without_foreign "$value"
    case $REST in '' | /*) ;; *) REST=/$REST ;; esac
    eval "IN_$variable=\$REST"
  done
}

# Moves this shell to the folder, and gives it the environment, of a program that is only queried.
enter_query() {
  for variable in $AFFECTED; do
    eval "value=\${$variable-}"
    without_foreign "$value"
    if [ -n "$REST" ]; then eval "$variable=\$REST"; else unset "$variable"; fi
  done
  cd / || exit 125
  export @fixed
  unset @removed
}

# KEY NAME
read_which() {
  find_program "$2"
  if [ -n "$FOUND" ]; then text "$1" "$FOUND"; else failed "$1" ENOENT; fi
}

# KEY PATTERN
read_programs() {
  found=
  count=0
  REASON=
  old_ifs=$IFS
  IFS=:
  set -f
  for folder in $SEARCH; do
    if [ -d "$folder" ] && ! [ -r "$folder" ]; then REASON=EACCES; fi
    IFS=
    set +f
    # shellcheck disable=SC2086 # a pattern
    for entry in "$folder"/$2; do
      case ${entry##*/} in *[!A-Za-z0-9_.+-]*) continue ;; esac
      if [ -f "$entry" ] && [ -x "$entry" ] && [ "$count" -lt 1024 ]; then
        found=$found${found:+$NEWLINE}$entry
        count=$((count + 1))
      fi
    done
    set -f
  done
  set +f
  IFS=$old_ifs
  if [ -z "$found" ] && [ -n "$REASON" ]; then failed "$1" "$REASON"; else text "$1" "$found"; fi
}

# Sets FOLDERS, a line each: where a control-group file may lie, leaf first. See cgroup-folders.ts.
cgroup_folders() {
  FOLDERS=
  controller=${1%%.*}
  while IFS= read -r group; do
    id=${group%%:*}
    group=${group#*:}
    member=${group#*:}
    case "$id:,${group%%:*}," in
      0:,,) type=cgroup2 ;;
      *",$controller,"*) type=cgroup ;;
      *) continue ;;
    esac
    best=
    while read -r _ _ _ root point rest; do
      rest=${rest#*- }
      [ "${rest%% *}" = "$type" ] || continue
      if [ "$type" = cgroup ]; then
        case ",${rest##* }," in *",$controller,"*) ;; *) continue ;; esac
      fi
      prefix=${root%/}
      case $member/ in
        "$prefix"/*) best="$point ${member#"$prefix"}" ;;
        *) : "${best:="$point "}" ;;
      esac
    done </proc/self/mountinfo
    [ -n "$best" ] || continue
    point=${best%% *}
    below=${best#* }
    while :; do
      below=${below%/}
      case $below in */..*) below= ;; esac
      FOLDERS=$FOLDERS$point$below$NEWLINE
      [ -n "$below" ] || break
      below=${below%/*}
    done
  done </proc/self/cgroup
} 2>/dev/null

# Sets JOINED to the lines of a file, separated by blanks.
join_lines() {
  JOINED=
  while IFS= read -r line || [ -n "$line" ]; do
    JOINED=$JOINED${JOINED:+ }$line
    line=
  done <"$1"
} 2>/dev/null

# KEY FILE
read_cgroup() {
  if ! [ -r /proc/self/cgroup ]; then
    failed "$1" ENOENT
    return
  fi
  cgroup_folders "$2"
  found=
  old_ifs=$IFS
  IFS=$NEWLINE
  for folder in $FOLDERS; do
    [ -r "$folder/$2" ] || continue
    IFS=$old_ifs
    join_lines "$folder/$2"
    IFS=$NEWLINE
    found=$found${found:+$NEWLINE}$folder$TAB$JOINED
  done
  IFS=$old_ifs
  text "$1" "$found"
}

# Sets REAL to the nearest existing parent of a folder, without symbolic links.
real_path() {
  REAL=$1
  case $REAL in /*) ;; *) REAL=$PWD/$REAL ;; esac
  while [ -n "$REAL" ] && ! [ -d "$REAL" ]; do REAL=${REAL%/*}; done
  : "${REAL:=/}"
  here=$PWD
  # A folder that may not be entered is named as it was asked.
  if cd -P -- "$REAL"; then REAL=$PWD; fi
  cd -- "$here" || cd /
} 2>/dev/null

# --- Room for programs ---

# Sets ROOM to how many tasks may still be started, as far as limits can be read.
task_room() {
  ROOM=100000
  if ! [ -r /proc/self/cgroup ]; then return; fi
  cgroup_folders pids.max
  old_ifs=$IFS
  IFS=$NEWLINE
  for folder in $FOLDERS; do
    IFS=$old_ifs
    limit=max
    current=0
    if [ -r "$folder/pids.max" ]; then read -r limit <"$folder/pids.max"; fi
    if [ -r "$folder/pids.current" ]; then read -r current <"$folder/pids.current"; fi
    case $limit in
      *[!0-9]* | '') ;;
      *) if [ $((limit - current)) -lt "$ROOM" ]; then ROOM=$((limit - current)); fi ;;
    esac
    IFS=$NEWLINE
  done
  IFS=$old_ifs
  user_room
} 2>/dev/null

# Lowers ROOM to what RLIMIT_NPROC leaves this user; the kernel does not hold it against root.
user_room() {
  while read -r label uid _; do
    if [ "$label" = Uid: ] && [ "$uid" = 0 ]; then return; fi
  done </proc/self/status
  while read -r first second limit _; do
    if [ "$first $second" = "Max processes" ]; then break; fi
  done </proc/self/limits
  case $limit in *[!0-9]* | '') return ;; esac
  if [ "$limit" -gt 4096 ]; then return; fi
  for process in /proc/[0-9]*; do
    if [ -O "$process" ]; then limit=$((limit - 1)); fi
  done
  # Tasks elsewhere count too and do not show; where they took the room, bash would wait fifteen seconds for it.
  if [ -n "${BASH_VERSION-}" ] && [ "$limit" -lt 128 ]; then limit=0; fi
  if [ "$limit" -lt "$ROOM" ]; then ROOM=$limit; fi
} 2>/dev/null

# --- Programs, side by side ---

# Sets HUNDREDTHS to hundredths of a second since some moment; to 0 where that cannot be known.
uptime() {
  HUNDREDTHS=0
  since=
  { read -r since _ </proc/uptime; } 2>/dev/null
  case $since in
    [1-9]*.[0-9][0-9]) HUNDREDTHS=${since%.*}${since#*.} ;;
  esac
}

# HUNDREDTHS: what two programs that do nothing took. Sets PACE, how many times the usual time programs get, and PATIENCE by it.
measure_pace() {
  PACE=$(($1 / 5))
  if [ "$PACE" -gt "$MOST_PACE" ]; then PACE=$MOST_PACE; fi
  if [ "$PACE" -le 1 ]; then
    PACE=1
    return
  fi
  PATIENCE=$((PATIENCE * PACE))
  # Few at once, else each waits for all others.
  if [ "$AT_ONCE" -gt 8 ]; then AT_ONCE=8; fi
  printf '\nmusl-wizard: a slow machine, %s times the usual time\n' "$PACE" >&2
}

# Makes FOLDER for answers; without one nothing is asked.
make_folder() {
  ANSWERS=
  for parent in "${TMPDIR:-/tmp}" /tmp /dev/shm /run /var/tmp "${HOME:-/}"; do
    if [ -d "$parent" ] && [ -w "$parent" ] && [ -x "$parent" ]; then
      if (umask 077 && mkdir "$parent/musl-wizard-$$"); then
        ANSWERS=$parent/musl-wizard-$$
        return
      fi
    fi
  done
} 2>/dev/null

# Starts a program with its answer in files: NAME COMMAND...
# A shell that finds no room for a process ends; the trap in main then writes what is left.
start() {
  (
    enter_query
    "$@" >"$ANSWERS/$JOB.out" 2>"$ANSWERS/$JOB.err" </dev/null
    echo $? >"$ANSWERS/$JOB.code"
  ) &
  RUNNING=$((RUNNING + 1))
  if [ "$RUNNING" -ge "$AT_ONCE" ]; then
    wait
    RUNNING=0
  fi
}

# Runs a program with a time limit.
limited() {
  if [ "$HAS_TIMEOUT" = yes ]; then
    timeout -s KILL "$PATIENCE" "$@"
  else
    "$@" &
    child=$!
    { sleep "$PATIENCE" && kill -9 "$child"; } >/dev/null 2>&1 &
    watchdog=$!
    wait "$child"
    code=$?
    kill "$watchdog" 2>/dev/null
    return "$code"
  fi
}

# Each ask_KIND starts what a key needs, each tell_KIND writes the answer: in one pass over the same list.

ask_run() {
  shift
  find_program "$1"
  [ -n "$FOUND" ] || return 0
  shift
  start limited "$FOUND" "$@"
}

# KEY WORDS...
tell_run() {
  find_program "$2"
  if [ -z "$FOUND" ]; then
    failed "$1" ENOENT
    return
  fi
  answer "$1" || return 0
  name "$1"
  case $CODE in
    124 | 137) printf '{"code":null,"timedOut":true,"stdout":"' ;;
    *) printf '{"code":%s,"stdout":"' "$CODE" ;;
  esac
  content "$ANSWERS/$JOB.out"
  printf '","stderr":"'
  content "$ANSWERS/$JOB.err"
  printf '"}'
}

# Sets CODE to how the program of this key ended; without an answer writes the capture that says so.
answer() {
  CODE=
  if [ -z "$ANSWERS" ]; then
    failed "$1" skipped
    return 1
  fi
  if [ -r "$ANSWERS/$JOB.code" ]; then read -r CODE <"$ANSWERS/$JOB.code"; fi
  if [ -z "$CODE" ]; then
    failed "$1" EAGAIN
    return 1
  fi
}

# Numbers under /proc/sys are given whole or not at all; a shell that reads byte by byte gets one digit.
ask_sysctl() {
  if [ "$BYTEWISE" = yes ] && [ -r "$2" ]; then start cat "$2"; fi
}

tell_sysctl() {
  if [ "$BYTEWISE" = no ] || ! [ -r "$2" ]; then
    read_file "$1" "$2"
  elif answer "$1"; then
    name "$1"
    printf '{"ok":true,"text":"'
    content "$ANSWERS/$JOB.out"
    printf '"}'
  fi
}

ask_link() {
  if [ -L "$2" ]; then start readlink "$2"; fi
}

tell_link() {
  if ! [ -L "$2" ]; then
    absent "$2"
    if [ -e "$2" ]; then REASON=EINVAL; fi
    failed "$1" "$REASON"
  elif answer "$1"; then
    if [ "$CODE" = 0 ]; then first_line "$1"; else failed "$1" EACCES; fi
  fi
}

# Writes a capture with the first line of the answer.
first_line() {
  line=
  IFS= read -r line <"$ANSWERS/$JOB.out"
  text "$1" "$line"
}

ask_df() {
  real_path "$2"
  start stat -f -c '%a %S %d %c %b' "$REAL"
}

tell_df() {
  real_path "$2"
  access_of "$REAL"
  if [ -n "$ANSWERS" ] && [ -s "$ANSWERS/$JOB.out" ]; then
    read -r free size inodes all_inodes blocks <"$ANSWERS/$JOB.out"
    if [ "$all_inodes" = 0 ]; then inodes=-; fi
    text "$1" "$((free * size)) $inodes $((blocks * size)) $ACCESS $REAL"
  else
    text "$1" "- - - $ACCESS $REAL"
  fi
}

ask_environ() {
  start environ_lines
}

environ_lines() {
  tr '\000' '\n' </proc/1/environ
}

tell_environ() {
  answer "$1" || return 0
  if [ "$CODE" != 0 ]; then
    failed "$1" EACCES
    return
  fi
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "$2="*)
        text "$1" "${line#*=}"
        return
        ;;
    esac
  done <"$ANSWERS/$JOB.out"
  failed "$1" unset
}

# Connects to a Unix socket, sends what a second argument says in hex, prints "ok", the answer in hex, or an error's name.
socket_perl() {
  # shellcheck disable=SC2016 # Perl's variables
  limited perl -MSocket -MErrno -e '
    my ($path, $hex) = @ARGV;
    sub fail { my ($name) = grep { $!{$_} } qw(ENOENT ECONNREFUSED EACCES EPERM EAGAIN ENOTSOCK ENOTDIR); print "error ", $name || "unknown"; exit 0 }
    $SIG{ALRM} = sub { print "error timeout"; exit 0 };
    alarm 1;
    socket(S, PF_UNIX, SOCK_STREAM, 0) or fail();
    connect(S, sockaddr_un($path)) or fail();
    if (!defined $hex) { print "ok ok"; exit 0 }
    syswrite(S, pack("H*", $hex));
    my $got = sysread(S, my $answer, 16);
    print $got ? "ok " . unpack("H*", $answer) : "error closed";
  ' "$@"
}

socket_python() {
  limited "$PYTHON" -I -c '
import errno, socket, sys
try:
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(1)
    s.connect(sys.argv[1])
    if len(sys.argv) < 3:
        print("ok ok")
    else:
        s.sendall(bytes.fromhex(sys.argv[2]))
        answer = s.recv(16)
        print("ok " + answer.hex() if answer else "error closed")
except socket.timeout:
    print("error timeout")
except OSError as e:
    print("error " + errno.errorcode.get(e.errno, "unknown"))
' "$@"
}

ask_connect() {
  if ! [ -e "$2" ]; then return 0; fi
  shift
  find_program perl
  if [ -n "$FOUND" ]; then
    start socket_perl "$@"
    return
  fi
  find_program python3
  PYTHON=$FOUND
  if [ -n "$PYTHON" ]; then start socket_python "$@"; fi
}

tell_connect() {
  if ! [ -e "$2" ]; then
    absent "$2"
    failed "$1" "$REASON"
  elif ! [ -S "$2" ]; then
    failed "$1" ECONNREFUSED
  elif ! [ -w "$2" ]; then
    failed "$1" EACCES
  elif [ -n "$ANSWERS" ] && [ -s "$ANSWERS/$JOB.out" ]; then
    read -r word value <"$ANSWERS/$JOB.out"
    if [ "$word" = ok ]; then text "$1" "$value"; else failed "$1" "$value"; fi
  else
    failed "$1" unsupported
  fi
}

ask_talk() { ask_connect "$@"; }
tell_talk() { tell_connect "$@"; }

ask_fetch() {
  find_program curl
  if [ -n "$FOUND" ]; then
    start "$FOUND" -sS -I -o /dev/null -m "$PACE" -A musl-wizard -w '%{http_code} %{time_total}' "$2"
    return
  fi
  find_program wget
  if [ -n "$FOUND" ]; then start "$FOUND" -q --spider -T "$PACE" "$2"; fi
}

tell_fetch() {
  if [ -z "$ANSWERS" ] || ! [ -r "$ANSWERS/$JOB.code" ]; then
    failed "$1" skipped
    return
  fi
  join_lines "$ANSWERS/$JOB.err"
  read -r CODE <"$ANSWERS/$JOB.code"
  http=
  time=0.0
  if [ -s "$ANSWERS/$JOB.out" ]; then IFS=' ' read -r http time <"$ANSWERS/$JOB.out"; fi
  case $JOINED in
    *'esolving timed out'* | *'resolve'* | *'bad address'*) failed "$1" dns && return ;;
  esac
  case $CODE:$http in
    0:[123]?? | 0:401 | 0:404 | 0:) milliseconds "$time" && text "$1" "ok $MS" ;;
    0:*) milliseconds "$time" && text "$1" "http $http $MS" ;;
    5:* | 6:*) failed "$1" dns ;;
    28:*) failed "$1" timeout ;;
    35:* | 51:* | 53:* | 58:* | 59:* | 60:* | 77:* | 8[03]:* | 9[01]:*) failed "$1" tls ;;
    *) case $JOINED in *'timed out'*) failed "$1" timeout ;; *) failed "$1" refused ;; esac ;;
  esac
}

# Sets MS to seconds with a fraction as whole milliseconds.
milliseconds() {
  fraction=${1#*[.,]}000
  MS=${1%[.,]*}${fraction%"${fraction#???}"}
  while :; do
    case $MS in 0?*) MS=${MS#0} ;; *) break ;; esac
  done
}

# KEY OCTAL-ESCAPES: runs a program made of these bytes.
ask_foreign() {
  start run_bytes "$2"
}

run_bytes() {
  folder=$ANSWERS/$JOB.d
  mkdir "$folder" || return 125
  # shellcheck disable=SC2059 # the escapes are the point
  printf "$1" >"$folder/probe"
  chmod 700 "$folder/probe"
  limited "$folder/probe"
}

tell_foreign() {
  answer "$1" || return 0
  case $CODE in
    0) text "$1" ok ;;
    126) failed "$1" EACCES ;;
    127) failed "$1" ENOENT ;;
    124 | 137) failed "$1" timeout ;;
    *) failed "$1" "exit $CODE" ;;
  esac
}

# --- The list of what is read; put in where it is made. ---

# What programs move, which is read before them.
read_first() {
  :
  # keys:
  # end of keys
}

# What else the shell reads by itself.
read_all() {
  :
  # keys:
  # end of keys
}

# What needs programs: asked with "ask", told with "tell". Every key has its own number.
programs() {
  JOB=0
  : "$1"
  # keys:
  # end of keys
}

# --- The whole ---

finish() {
  trap - EXIT
  if [ "$STAGE" = start ]; then
    STAGE=reading
    read_all
  fi
  programs tell
  collected=
  if [ -n "$ANSWERS" ] && [ -s "$ANSWERS/date" ]; then read -r collected <"$ANSWERS/date"; fi
  printf '\n},"meta":{"collectedAt":"%s","collector":"sh","target":"local","redacted":false}}\n' "$collected"
  if [ -n "$ANSWERS" ]; then rm -rf "$ANSWERS"; fi
}

main() {
  LC_ALL=C
  export LC_ALL
  AFFECTED=
  NEWLINE='
'
  TAB='	'
  RETURN=@return
  PATIENCE=2
  MOST_PACE=8
  PACE=1
  COMMA=
  STAGE=start
  ANSWERS=
  RUNNING=0
  current_folder
  search_path
  leading_variables
  # No kernel has fewer process numbers than two digits.
  BYTEWISE=no
  digits=
  { read -r digits </proc/sys/kernel/pid_max; } 2>/dev/null
  if [ "${#digits}" = 1 ]; then BYTEWISE=yes; fi
  printf '{"schema":"musl-wizard.snapshot/1","captures":{'
  read_first
  trap finish EXIT
  task_room
  if [ "$ROOM" -ge 14 ]; then
    AT_ONCE=$(((ROOM - 2) / 12))
    # Enough room for all at once.
    if [ "$ROOM" -gt 400 ]; then AT_ONCE=1000; fi
    make_folder
    affected_variables
  fi
  if [ -n "$ANSWERS" ]; then
    HAS_TIMEOUT=no
    uptime
    started=$HUNDREDTHS
    if timeout -s KILL 2 true; then HAS_TIMEOUT=yes; fi 2>/dev/null
    uptime
    measure_pace $((HUNDREDTHS - started))
    date -u +%Y-%m-%dT%H:%M:%SZ >"$ANSWERS/date" 2>/dev/null
    programs ask
  fi
  STAGE=reading
  read_all
  if [ -n "$ANSWERS" ]; then wait; fi
  finish
}

main
