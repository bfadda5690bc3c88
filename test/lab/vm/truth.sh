#!/bin/sh
# What the kernel says of the place where this runs: a fact and its value as JSON in each line. By other ways than the
# program's: by trying, and from the files of control groups. Nearly all in one process, since each costs 0.2 s in emulation.
userns=false
if unshare -Ur true 2>/dev/null; then userns=true; fi
# FOLDER: w where a file can be made there, r on a read-only mount, - where the folder's permissions forbid it.
try() {
  { : >"$1/.lab-$$"; } 2>/dev/null && { rm -f "$1/.lab-$$"; echo w; return; }
  case $(LC_ALL=C sh -c ': >"$1"' sh "$1/.lab-$$" 2>&1) in *Read-only*) echo r ;; *) echo - ;; esac
}
awk=$(command -v mawk || command -v awk)
"$awk" -v userns=$userns -v tmp="$(try /tmp)" -v root="$(try /)" -v online="$(nproc)" '
function line(file,   text) { text = ""; getline text < file; close(file); return text }
function say(fact, value) { print fact "\t" value }
function text(value) { return value == "" ? "null" : "\"" value "\"" }
function least(value, so_far) { return value == "" || value == "max" || so_far != "" && so_far + 0 <= value + 0 ? so_far : value }
function folder(label, path, result,   at) {
  if (result == "w") { say("disk." label ".readOnly", "false"); say("disk." label ".writable", "true") }
  if (result == "r") say("disk." label ".readOnly", "true")
  if (result == "-") say("disk." label ".writable", "false")
  at = path in type ? path : "/"
  say("disk." label ".fsType", text(type[at]))
  say("disk." label ".noexec", options[at] ~ /(^|,)noexec(,|$)/ ? "true" : "false")
}
BEGIN {
  while ((getline < "/proc/self/status") > 0) {
    if ($1 == "Uid:") say("isolation.uid", $3)
    if ($1 == "NoNewPrivs:") say("isolation.noNewPrivs", $2 ? "true" : "false")
    if ($1 == "Seccomp:") say("isolation.seccomp", $2 == 2 ? "\"filter\"" : "\"disabled\"")
  }
  while ((getline < "/proc/self/limits") > 0)
    if ($1 " " $2 == "Max processes") say("pids.userLimit", $3 == "unlimited" ? "null" : $3)
  while ((getline < "/proc/meminfo") > 0)
    if ($1 == "MemTotal:") printf "memory.totalBytes\t%d\n", $2 * 1024
  while ((getline < "/proc/self/mountinfo") > 0) {
    for (dash = 7; $dash != "-"; dash++);
    type[$5] = $(dash + 1)
    options[$5] = $6
    if ($(dash + 1) == "cgroup2" && mount == "") mount = $5
  }
  while ((getline < "/proc/self/cgroup") > 0) if (/^0::/) group = substr($0, 4)
  if (getline map < "/proc/self/uid_map" > 0) { split(map, ids); say("isolation.userNamespaces.inside", ids[1] == 0 && ids[2] == 0 && ids[3] == 4294967295 ? "false" : "true") }
  say("isolation.userNamespaces.canCreate", userns)
  say("cpu.online", online)
  if (mount != "" && group != "") {
    sub(/\/$/, "", group)
    for (;;) {
      here = mount group
      pids = least(line(here "/pids.max"), pids)
      memory = least(line(here "/memory.max"), memory)
      high = least(line(here "/memory.high"), high)
      split(line(here "/cpu.max"), cpu, " ")
      if (cpu[1] != "" && cpu[1] != "max") quota = least(cpu[1] / cpu[2], quota)
      if (group == "") break
      sub(/\/[^\/]*$/, "", group)
    }
    say("pids.limit", pids == "" ? "null" : pids)
    memory = least(high, memory)
    say("memory.limitBytes", memory == "" ? "null" : memory)
    say("cpu.quota", quota == "" ? "null" : quota)
  }
  kernel = line("/proc/sys/kernel/pid_max")
  if (kernel != "") say("pids.kernelMax", kernel)
  folder("tmp", "/tmp", tmp)
  folder("root", "/", root)
  enforce = line("/sys/fs/selinux/enforce")
  if (enforce != "") say("isolation.selinux", enforce ? "\"enforcing\"" : "\"permissive\"")
  profile = line("/proc/self/attr/apparmor/current")
  if (profile != "") say("isolation.apparmor", text(profile))
}'
