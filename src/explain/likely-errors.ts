/**
 * The last pass over a log whose cause is not known: does it end in a failure, and which line would
 * an expert look at first? Nothing here needs a fixed text, since only the end of the log is read.
 */
import type { Catalogue } from './catalogue.js';
import { withoutEcho } from './echo.js';
import { english } from './english.js';
import { innermost } from './error-chain.js';
import { errorLinePatterns, isRemark } from './error-lines.js';
import type { Hit, Scan } from './findings.js';
import { isHarmless } from './harmless.js';
import { normalLine } from './normal-line.js';

/** Words that report a failure where a program speaks ("ld: …") or where the log ends. */
const bad =
  /\b(?:cannot|can ?not|can't|could not|couldn't|unable|fail(?:s|ed|ure|ing)?|errors?|fatal|panic(?:ked)?|abort(?:ed|ing)?|crash(?:ed)?|kill(?:ed)?|terminated|invalid|illegal|bad|wrong|corrupt(?:ed)?|malformed|missing|unknown|unrecogni[sz]ed|unexpected|unsupported|unresolved|undefined|undeclared|unmatched|mismatch(?:ed)?|incompatible|incorrect|inconsistent|conflict(?:s|ing)?|denied|refused|rejected|forbidden|unauthorized|expired|timed out|time-?out|already (?:exists?|in use|running|locked|defined)|(?:is|are) required|unbound|corruption|can only be (?:run|used|built)|not (?:found|supported|permitted|allowed|available|implemented|defined|recogni[sz]ed|valid|exist|in|an?|built|set|enabled|possible|work|match|configured|installed|known|enough|be)|no (?:such|required|space|more|matching|valid|rule|input|output|default|version|route|permission|targets?|working)|does ?n[o']t|do ?n[o']t|did not|didn't|is ?n[o']t|won't|must be|expected|too (?:many|few|large|small|old|new|long|big|short|deep)|exceed(?:s|ed)?|exhausted|overflow|underflow|out of|expect(?:s|ing)?|need(?:s|ed)?|requires? (?:an?|the|one|at|exactly)|lacks?|outside|empty|truncated|duplicate|multiple definition|redefin\w+|stopped|interrupted|violat\w+|assertion|exception|dangling|nonexistent|lost|broken|damaged|collision between|reset|unreachable|misplaced|impossible|disallowed|disabled|ambiguous|cycl(?:e|ic)|circular|recursive(?:ly)?|stray|unterminated|unbalanced|garbage|junk)\b/i;

/** Words in a path or a target's name say nothing of what happened. */
const withoutNames = (line: string) => line.replace(/\S*\/\S*[^\s:]|\b\w+-unknown-[\w-]+/g, '…');
const isBad = (line: string) => bad.test(withoutNames(line));

/** "ld: message", "file.c:3: message", "go: message": a program or a place, then what it says; and whole sentences. */
const spoken =
  /^(?:\S{1,200}?(?:\[\d{1,8}\])?(?:\(\w{1,20}\))?|[A-Z][\w ]{1,30}): ?\S|^(?:[Ff]ailed to|[Uu]nable to|[Cc]annot|[Cc]ould not) [a-z]\w{1,20} \S|^[A-Z][a-z]+(?: \w{1,20}){1,6} (?:failed|refused|denied|expired)\.?$|^collision between \S/;

/** Programs that are silent when all is well: what one of them says last is a complaint. */
const laconic =
  /^(?:\S{0,200}\/)?(?:\S{1,40}-)?(?:ld(?:\.\w{2,5})?|lld|mold|gcc|g\+\+|cc|c\+\+|cc1\w{0,4}|clang|as|ar|ranlib|strip|objcopy|nm|collect2|cpp|make(?:\[\d{1,4}\])?|ninja|sh|bash|dash|zsh|env|busybox|cp|mv|rm|ln|ls|mkdir|chmod|chown|mount|umount|tar|gzip|xz|unzip|find|sed|awk|grep|sort|install|test|cat|touch|stat|curl|wget|git|dpkg|pkg-config|pkgconf|crun|runc|bwrap|unshare|upx|libtool|flex|bison|m4|perl|python3?|ld\.so|E|error|fatal|ERROR|Error|FATAL|CMake Error|npm error|docker|podman|buildah|link|compile|asm|go(?=: (?!downloading|finding|extracting|added|upgraded|downgraded|removed|creating|to add|found|warning|updates?)))(?:-\d{1,3})?: \S/;

/** How a log says that something ended badly, wherever in its last lines. */
const endings: readonly RegExp[] = [
  /\b(?:exit(?:ed|s)?|exit(?:ed)? with|returned|terminated with|status|failed with)(?: (?:with|a|an|non-?zero|exit|error|return))* ?(?:code|status|value)?:? ?(?:[1-9]\d{0,2})\b/i,
  /\b(?:Killed|Aborted|Segmentation fault|Bus error|Illegal instruction|Floating point exception|core dumped|Trace\/breakpoint trap|SIG(?:SEGV|KILL|ABRT|BUS|ILL|TERM))\b/,
  /\bkilled by (?:signal )?SIG|\bsignal:? \d{1,2}\b|terminated (?:with|by) signal/i,
  /\b(?:checksum|hash|digest) mismatch$/i,
  /\*\*\* (?!.*\*\*\*$)|\bError \d{1,3}$|^terminate called |^what\(\): /,
  /(?:^|[\s[(:])(?:fatal|error|panic|exception)(?:\[\w+\]|\(\w+\))?: /i,
  /^(?:(?:ERROR|FATAL|FAILED|FAILURE|CRITICAL|PANIC|Error|Failed|Fatal)\b|E: \S)/,
  // What apt cannot install, and why
  /^\S{1,100} : (?:Pre-?)?(?:Depends|Conflicts|Breaks): \S/,
  // What config.sub and config.guess say in the middle of a line of configure
  /^checking .{1,80}\.\.\. (?:Invalid configuration|\S{0,200}config\.(?:sub|guess)): /,
  /\b(?:BUILD|Build|Compilation|Job|Command|Installation|Task) (?:FAILED|FAILURE|failed|unsuccessful)\b/,
  // The C library, rustc, a runner
  /\bdouble free or corruption\b|\b(?:malloc|free|realloc)\(\): |\boverflowed its stack\b|received a shutdown signal/,
  // TAP, systemd
  /^not ok \d(?!.* # (?:TODO|SKIP)\b)|\bActive: failed\b|\bstatus=[1-9]\d{0,2}\/[A-Z]|\bunits? failed: \S/,
  /(?:^|: )[\w.]{1,80}(?:Error|Exception)(?:: |$)/,
  // What zig adds to an error of a build file
  /\.zig:\d{1,6}:\d{1,4}: note: (?:referenced|called from) here$/,
  // stdenv of nixpkgs; go, of a module that was renamed
  /^variable \$srcs? or \$srcs? should point to the source$|^do not know how to unpack source archive |^unpacker (?:produced multiple|appears to have produced no) directories$/,
  /^(?:module declares its path as|but was required as): \S/,
  // bitbake
  /^Summary: (?:[1-9]\d* tasks? failed|There (?:was|were) [1-9]\d* ERROR messages? shown)/,
  // go build
  /\.go:\d{1,6}(?::\d{1,4})?: \S.{0,200}\b(?:redeclared in this block|imported (?:and|but) not used|declared (?:and|but) not used)\b|\.go:\d{1,6}(?::\d{1,4})?: undefined: \S/,
  // Engines: "runc run failed: ", "ERRO[0000] "
  /^[a-z][\w-]{1,30} [\w-]{1,20} failed: [^\s\d]|^(?:ERRO|FATA|PANI)\[\d/,
  // Reports of test suites: pytest, RSpec, cargo, jest ("● suite › test", with the quotes of a normalised line)
  /^=+ (?:FAILURES|ERRORS) =+$|^E {3,}\S|^[\w./-]{1,200}\.py:\d{1,6}:$|^Failures:$|^---- \S{1,200} stdout ----$|^● \S.{0,200} ' \S/,
  // bats, cargo, gtest, Catch2
  /^[✗✘✕✖❌] \S|^test .{1,300} \.\.\. FAILED$|^\[ {2}FAILED {2}\] |^(?:test cases|assertions): .{0,80}\b[1-9]\d{0,6} failed$/,
];

/** A failure that is passed on; the reason stands elsewhere. */
const passedOn =
  /^\S{0,80}make(?:\[\d{1,4}\])?: (?:\*\*\* (?:\[.{1,300}\] \S{1,30} \d|Waiting)|.{0,300}not remade because|\[)|^ninja: build stopped|^configure: error: in \S{1,300}:$|^Abort(?:ed!|ing\.{3})$|^Abandon…$|^==> (?:ERROR: A failure occurred in|ERREUR\W{1,3}Une erreur)|\.(?:service|socket|scope|mount): (?:(?:Main|Control) process exited|Failed with result|Unit entered failed|Start request repeated)|^Active: failed \(Result|^(?:Process|Main PID): \d{1,8} .*\bcode=|^Failed to start [A-Z].{1,100}\.$|^fatal: Could not read from remote repository|^\*\* \S{1,80} aborting\.$|^SECURITY ERROR$|^(?:Failed|FAILED|Failure|ERROR|Error)!?$|final link failed|: [Ii]n function \S{1,200}:$|^tar: Child returned|^E: (?:Some index files failed|Unable to correct problems|The repository '.{1,300}' is not signed)|Error is not recoverable|ld returned \d|linker command failed|exit(?:ed)?(?: with)? (?:code|status)|non-zero code|did not complete successfully|^error: builder for|builder (?:for .* )?failed|aborting due to|could not compile|build failed|completed with exit|compilation terminated|command failed|recipe for target|\d errors? generated|^npm (?:ERR!|error) (?:code|errno|path|command|A complete log|syscall)|^Traceback \(|^(?:\S+ ){0,3}for more information|^FAILED: |failed to build|failed to solve: (?:rpc error: .{0,60}desc = )?(?:process|executor)|^Error: error building|job failed|^error: \d+ dependenc|last \d+ log lines|dependencies .* failed|^(?:Error|ERROR): (?:process|Job) |stack backtrace|RUST_BACKTRACE|^error: Cannot build '|^Reason: (?:builder failed|\d+ dependenc)|^cannot build derivation|^Error:$|Error happened in: CT_|Build failed in step|^Use --(?:verbose_failures|sandbox_debug)|^error: --- \w{0,20}Error|^Error\b[^:]{0,40}:$|^Error: Error during (?:partial )?linking|^Summary: (?:\d+ tasks? failed|There w)|^npm ERR! (?:Linux |argv |node v|npm +v|Exit status|Failed at|Make sure|If you do|not with|Tell the|You can|Or if|There is likely|$)|^=+ (?:FAILURES|ERRORS) =+$|^[\w./-]{1,200}\.py:\d{1,6}:$/i;

/** Whether a normalised line only passes a failure on. */
export const isPassedOn = (line: string): boolean => passedOn.test(line);

/** What a tool says around the failure of what it started; what that printed stands above or below. */
const wrapper =
  /process didn't exit successfully|failed to run custom build command|^Caused by:$|^error: build of .{1,300} failed$|while running runtime: exit status|executor failed running|Kaniko execution failed|^ERRO\[\d{1,8}\] \W?(?:unmounting|unable to clean ?up|removing|tearing down|cleaning up) /i;

/** What a program says under its own name: the reason, where the next line passes a failure on. */
const byName = /^[\w./+-]{1,60}: \S/;

/** Who only tells that what it had started failed, and what it says of its own before and between that. */
const starter = /^(?:error: )?builder for |^error: Cannot build '|^The command '.{1,4000}' returned a non-zero code/;
const ofStarter = /^(?:Running phase: |building '|unpacking s|@nix |Removing intermediate|-{3,}> |Step \d|---)/;
const indent = ({ text }: Hit) => /^\s*(?:> *)?/.exec(text)?.[0].length ?? 0;

/**
 * What was printed last by what a starter tells of: Nix quotes it below, or it stands above. Of a sentence with indented
 * lines below it the first line. Undefined where the starter alone speaks.
 */
const printedLast = ({ line }: Hit, tail: readonly Hit[]): Hit | undefined => {
  const from = tail.findIndex((hit) => hit.line === line) + 1;
  const others = tail.slice(from).findIndex(({ text }) => starter.test(normalLine(text)));
  const quoted = tail
    .slice(from, others < 0 ? tail.length : from + others)
    .filter(({ text }) => /^\s+> ?\S?/.test(text));
  const printed = (quoted.length > 0 ? quoted : tail.slice(0, from - 1)).filter(({ text }) => normalLine(text) !== '');
  const last = printed.findLastIndex((hit, at) => at === 0 || indent(hit) <= indent(printed[at - 1] ?? hit));
  const hit = printed[last];
  return hit === undefined || ofStarter.test(normalLine(hit.text)) ? undefined : hit;
};

/** What apt warns of, and fails for in its last line. */
const reasonOfApt = /^W: (?:Failed to fetch|GPG error)/;

/** The second line of a sentence in a help text. */
const continued = /^ {8,}[a-z(]/;

/** The last lines that say anything, which stand in the last part of a log: behind them come some that report no failure. */
const lastLines = 3;
const lastPart = 7;
const nearTheEnd = 60;

interface Candidate extends Hit {
  readonly said: string;
}

const readable = (tail: readonly Hit[], catalogue: Catalogue): readonly Candidate[] =>
  tail.flatMap((hit, index) => {
    // Make says of the line before that it does not matter.
    if (/\(ignored\)$/.test(hit.text) || /\(ignored\)$/.test(tail[index + 1]?.text ?? '')) return [];
    const written = normalLine(hit.text);
    const message = withoutEcho(written);
    const said = message === null ? null : english(message, catalogue);
    if (said === null || said === '' || isHarmless(written)) return [];
    const isLast = () => tail.slice(index + 1).every(({ text }) => text.trim() === '');
    if (isRemark(said) && !reasonOfApt.test(said) && !(/\bretry/i.test(said) && isLast())) return [];
    return [{ ...hit, said }];
  });

const isError = (line: string) => errorLinePatterns.some((pattern) => pattern.test(line));
const step = /^[✗✘✕✖❌×] |^[└├]─ /;
const tells = (line: string) => isError(line) || /^(?:ERROR|FATAL|Error|Fatal|E)\b:? \S/.test(line);
const isEnding = (line: string) => endings.some((pattern) => pattern.test(line));
/** A summary that counts no failure. */
const isSuccess = (line: string) =>
  /\b(?:0|no) (?:errors?(?! handling)|failed|failures?)\b|: ELF \d\d-bit .{1,80}, statically linked|\b(?:succeeded|success(?:ful(?:ly)?)?|finished|complete[d]?)\b|(?<!\b(?:was|has) )\bpassed(?:[.!,;)]|$| in \d)|\d passed\b|\bdone\.?$|exited with 0\b|: +0$/i.test(
    line,
  ) &&
  !/\b(?:not|un)\W?(?:success|complete)|[1-9]\d* (?:errors?|failed|failures?)|without success|did not|failed to|cannot|could not|unable to|had unexpected/i.test(
    line,
  );

const fewLines = 20;

/** A short log of nothing but warnings that something is missing or failed (under its command): it was kept for them. */
const onlyWarnings = (tail: readonly Hit[], lines: number): readonly Hit[] => {
  const shown = tail.filter(({ text }) => text.trim() !== '');
  const isWarning = ({ text }: Hit) =>
    /\bwarning\b: ?/i.test(text) && isBad(normalLine(text).replace(/\bwarning\b: ?/i, ''));
  const warnings = shown.filter(isWarning);
  const isAll = warnings.length > 0 && shown.slice(1).every(isWarning) && warnings.length >= shown.length - 1;
  return lines <= fewLines && isAll ? warnings : [];
};

/**
 * Lines that most probably are errors, the one to look at first in front and the others in their
 * order; empty when the log does not end in a failure. Pure.
 */
export const likelyErrors = ({ errorLines, tail, lines }: Scan, catalogue: Catalogue): readonly Hit[] => {
  const read = readable(tail, catalogue);
  const written = tail.filter(({ text }) => text.trim() !== '');
  const partFrom = written.at(-lastPart)?.line ?? 0;
  const end = read.slice(-lastLines).filter(({ line }) => line >= partFrom);
  const atEnd = end.filter(
    ({ said, text }, index) =>
      !continued.test(text) && (isBad(said) || (index === end.length - 1 && laconic.test(said))) && !isSuccess(said),
  );
  const endings_ = read.filter(({ said }) => (isEnding(said) || isError(said)) && !isSuccess(said));
  if (errorLines.length === 0 && endings_.length === 0 && atEnd.length === 0) return onlyWarnings(tail, lines);
  const spokenLines = read.filter(({ said }) => spoken.test(said) && isBad(said) && !isSuccess(said));
  const seen = new Map<number, Hit>();
  for (const hit of [...errorLines, ...endings_, ...spokenLines, ...atEnd])
    if (!seen.has(hit.line)) seen.set(hit.line, hit);
  const all = [...seen.values()].sort((a, b) => a.line - b.line);
  const said = (hit: Hit) => english(normalLine(hit.text), catalogue);
  const isReason = (hit: Hit) => !isPassedOn(said(hit)) && !wrapper.test(said(hit));
  const strong = (hit: Hit) => isReason(hit) && (isError(said(hit)) || isEnding(said(hit)));
  const late = all.filter(({ line }) => line > lines - nearTheEnd);
  // What a configure tried before it gave up, and how that ended, is detail.
  const concluded = late.find((hit) => /^configure: error:/.test(said(hit)) && isReason(hit));
  // A mark says which step or test failed; what reports an error below it says why.
  const marked = late.find(strong);
  const below =
    marked &&
    step.test(said(marked)) &&
    late.find((hit) => hit.line > marked.line && isReason(hit) && tells(said(hit)));
  // Of what programs only say under their names, the last before that is passed on.
  const passedAt = late.findIndex((hit, at) => at > 0 && !isReason(hit) && late[at - 1]?.line === hit.line - 1);
  const lastSaid = late.slice(0, Math.max(passedAt, 0)).at(-1);
  const spokenLast = lastSaid && isReason(lastSaid) ? lastSaid : late.find(isReason);
  const reason = concluded ?? (below || marked) ?? spokenLast ?? all.find(strong) ?? all.find(isReason);
  const [wrapped] = all;
  const first =
    reason ??
    read.find(({ line, said: words }) => line + 1 === wrapped?.line && byName.test(words)) ??
    (wrapped && starter.test(said(wrapped)) ? printedLast(wrapped, tail) : undefined) ??
    wrapped;
  if (first === undefined) return [];
  const deepest = innermost(first, tail, (words) => !isPassedOn(words) && !wrapper.test(words));
  return [deepest, ...all.filter(({ line }) => line !== deepest.line)].slice(0, mostLines);
};

const mostLines = 20;
