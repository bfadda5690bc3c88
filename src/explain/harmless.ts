/**
 * Lines that speak of errors without being one: probes of configure and CMake, tests that passed,
 * commands that are only shown, files that are built or installed and have such names.
 */
const harmless: readonly RegExp[] = [
  /^ok\s+\S+\s+(?:[\d.]+s|\(cached\))/,
  // What programs print of their options
  /^-{1,2}[a-zA-Z][\w-]*(?:(?:[ =,[].{0,60})? {2,}\S|(?:[=<].{0,60})?$)|reference to SYMBOL$/,
  /^-[A-Z] [\w-]{1,60}=\S{1,30} -- |^not a dynamic executable$/,
  // Tables of names: a group, and what is in it
  /^[a-z][\w-]{1,60} {2,}[a-z][\w-]*(?:, [a-z][\w-]*){1,60}$/,
  // What apt is going to fetch; how a bridge of the kernel goes through its states; what a kernel was started with
  /^Need to get [\d.,]+ [kMG]?B\b|: port \d{1,4}\(\w{1,20}\) entered \w{1,12} state$|^(?:Kernel )?[Cc]ommand line: /,
  // Meson's table of options: name, value, possible values
  /^\S{1,60} {2,}\S.{0,60} {2,}\[[\w, -]{1,200}\](?: {2,}|$)/,
  /^\S{0,80}(?:make(?:\[\d{1,4}\])?|ninja): (?:(?:Entering|Leaving) directory |.{0,300}(?:Nothing to be done|is up to date))/,
  // strace: calls that went well, and files that were looked for
  /^(?:\[pid +\d{1,8}\] |\d{1,8} +)?(?:[\d:.]{5,20} )?[a-z_]\w{1,30}\(.{0,4000}\) += (?:\d|0x|\?)/,
  /^(?:\[pid +\d{1,8}\] |\d{1,8} +)?(?:[\d:.]{5,20} )?[a-z_]\w{1,30}\((?!.{0,40}"\/(?:proc|dev|sys)\/).{0,4000}\) += -1 ENOENT/,
  // qemu -strace: glibc asks for it at each start, and qemu has it not
  /^\d{1,8} set_robust_list\(.{0,200}\) = -1 errno=38 /,
  // ld --verbose, -Map: what it takes out of archives and which libraries others need, and where all of it lies
  /^\(\S{1,400}\.a\)\S{1,200}\.o$|^\S{1,300} needed by \S{1,300}$|^(?:[.*]\S{1,200} +)?0x[0-9a-f]{8,16} +(?:0x[0-9a-f]+\b|[\w.$@]{1,200}(?: =|$))/,
  // Variables, as the end of config.log and the shell list them
  /^(?:export |declare -\w{1,3} )?(?:[A-Z][A-Z0-9_]{0,80}|[a-z]\w{0,40}_\w{0,80})=(?:'.*'|".*"|\S*)$/,
  // JUnit's names of test cases; TAP's tests that are known to fail
  /^<!-- .* -->$|^<(?:testcase|testsuites?|skipped|property)\b(?!.*<(?:failure|error)\b)/,
  /^not ok \d.{0,300} # (?:TODO|SKIP)\b/i,
  /^(?:XFAIL|SKIP):? \S/,
  // Commits: what was fixed in them is not wrong
  /^(?:HEAD is now at )?[0-9a-f]{7,40} (?:\(.{1,100}\) )?[A-Z][a-z]|^dangling \w{3,6} [0-9a-f]{40}$/,
  // What Meson and others print for programs, and declarations of Go
  /^\[\{"|^func [A-Z(].{0,300}\)|^(?:var|const) [A-Z]\w{0,60} = /,
  // Settings that a configure chose, and what is being tested
  /^[^:]{1,100}? ?(?:\.{4,} ?|: +)(?:yes|no|on|off|enabled|disabled|none|auto|ok|passed)$(?<!\bfound: +\w{2,3})/i,
  /^(?:now )?(?:testing|running|verifying|comparing) (?!.*\b(?:failed|fails|aborted|crashed|denied|found)$)[^:]{1,80}$/i,
  // What libtool runs beside compilers
  /^libtool: \w{4,9}: +(?:\(|"?(?:\S{0,160}\/)?(?:[\w-]{1,60}-)?(?:ar|ranlib|ln|cp|rm|mkdir|chmod|nm|sed|echo|strip|install|objcopy)"? )/,
  // What ctest's own log and apt-cache policy list
  /^\d+\/\d+ Test(?:ing)?: |^"\S{1,100}" (?:start time|end time|time elapsed): |^\*\*\* \S{1,60} \d{1,4}$/,
  // Settings and counters, as sysctl lists them
  /^[a-z][\w./-]{3,120} ?[=:] ?-?[\d.]{1,20}$/,
  // What engines tell at their lowest levels, and comments: automake's summary, TAP's diagnostics
  // (a wrapper may tell a compiler's complaint at the level of its own news)
  /^(?:DEBU|INFO|TRAC|TRACE|DEBUG)\b(?:\[\d{1,8}\]|:| )(?!.{0,300}: (?:fatal )?error: )/,
  /\blevel=(?:debug|info|trace)\b(?!.{0,300}\bfailed with error\b)/,
  // A runtime ends its own child after an error, and warns of how that ended
  /^(?:Error: )?(?:WARN\[\d{1,8}\]|time=\S{1,60} level=warning) (?:msg=)?"?(?:unable to terminate initProcess"? {1,2}error=)?"?signal: killed"?$/,
  /^# (?:TOTAL|PASS|SKIP|XFAIL|FAIL|XPASS|ERROR): +\d/,
  /^\S{0,80}libtool: line \d+: --tag=/,
  /^(?:-- )?(?:looking for|performing test|checking (?:for|whether|if|how|the|which|command)|check for|detecting)\b(?!.*\bconfigure: error: )/i,
  /^\d+\/\d+ .* (?:OK|EXPECTEDFAIL|SKIP) +[\d.]+s/,
  /^(?:✓|✔|√|ok \d|--- PASS|=== RUN|PASS(?:ED)?\b)/,
  /^test .{1,300} \.\.\. (?:ok|ignored)\b/,
  /^\[ {0,2}\d{1,3}%\] (?:Building|Built|Generating)\b/,
  /^(?:\[\d{1,6}\/\d{1,6}\] )?(?:Compiling|Downloading|Downloaded|Unpacking|Setting up|Selecting|Preparing to unpack|Get:\d+|CC|CXX|LD|CCLD|AR) /,
  /^go: (?:downloading|extracting|finding|found|added|upgraded|downgraded|removed) (?!.{0,300}: )/,
  /^(?:C|C\+\+) (?:compiler|linker) for the (?:host|build) machine:/,
  /^-- Could NOT find /,
  // Configure asks for a header that no system has
  /\bac_nonexistent\.h\b/,
  // Version numbers that configure and makefiles ask git for; without a repository they take another.
  /^fatal: not a git repository\b/,
  // apt as root, in a folder that its own user cannot read
  /^W: Download is performed unsandboxed as root as file /,
  // Maintainer scripts ask before the first alternative is there, and go on.
  /^update-alternatives: error: no alternatives for /,
];

const command =
  /^(?:\[\d{1,6}\/\d{1,6}\] )?(?:libtool: \w+: +|(?:\/bin\/(?:ba)?sh )?\S{0,200}libtool +(?:--\S+ +){1,8})?"?\S{0,160}(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|rustc|ar|ld|ld\.\w{2,5}|lld|mold|cc1|cc1plus|collect2|as)(?:-\d{1,3})?"? {1,4}"?-\S/;
const complaint = /(?:^|[\s:])(?:fatal )?error: |fatal|: cannot|no such file/i;

/** True for a normalised line that reports no failure, whatever words are in it. */
export const isHarmless = (line: string): boolean =>
  harmless.some((pattern) => pattern.test(line)) || (command.test(line) && !complaint.test(line.replace(/ -\S+/g, '')));
