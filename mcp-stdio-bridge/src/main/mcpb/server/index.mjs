// Hosts bring a Node but no Java: this finds a Java 25 and stands between the host and the bridge, byte for byte.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const windows = process.platform === 'win32';
const program = windows ? 'java.exe' : 'java';

// Hosts leave a setting that nobody gave as it is written in the manifest, or empty.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name, value]) => !name.startsWith('AXONTASK_') || (value && !value.startsWith('${'))
  )
);

function isJava25(home) {
  try {
    return /^JAVA_VERSION="25[."]/m.test(readFileSync(join(home, 'release'), 'utf8')) && existsSync(join(home, 'bin', program));
  } catch {
    return false; // There is none at this place; the next is looked at.
  }
}

function foldersIn(parent, ...below) {
  try {
    return readdirSync(parent).map((name) => join(parent, name, ...below));
  } catch {
    return []; // This system has no such folder.
  }
}

function javaOfPath() {
  const { stderr } = spawnSync(program, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  return /^ *java\.home = (.*)$/m.exec(stderr ?? '')?.[1]?.trim();
}

function* candidates() {
  yield environment.AXONTASK_JAVA_HOME;
  yield process.env.JAVA_HOME;
  yield* foldersIn('/usr/lib/jvm');
  yield* foldersIn('/usr/java');
  yield* foldersIn('/opt/java');
  yield* foldersIn('/Library/Java/JavaVirtualMachines', 'Contents', 'Home');
  yield* foldersIn(join(homedir(), 'Library/Java/JavaVirtualMachines'), 'Contents', 'Home');
  yield '/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home';
  yield '/usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home';
  yield* foldersIn(join(homedir(), '.sdkman/candidates/java'));
  yield* foldersIn(join(homedir(), '.jdks'));
  for (const vendor of ['Java', 'Eclipse Adoptium', 'Microsoft', 'Zulu', 'Amazon Corretto']) {
    yield* foldersIn(join(process.env.ProgramFiles ?? 'C:\\Program Files', vendor));
  }
  yield javaOfPath();
}

function findJava() {
  for (const home of candidates()) {
    if (home && isJava25(home)) return join(home, 'bin', program);
  }
  console.error('axontask: no Java 25 found; install one, for example Temurin, or set "Folder of a Java 25" in the settings of the extension');
  process.exit(1);
}

const flags = [
  '-XX:+UseSerialGC', '-XX:+UseCompactObjectHeaders', '-XX:-UsePerfData', '-XX:TieredStopAtLevel=1', '-Xms16m', '-Xmx256m',
  '-Xlog:disable', '-Xlog:all=warning:stderr', '-Dstdout.encoding=UTF-8', '-Dstderr.encoding=UTF-8',
];
const bridge = spawn(findJava(), [...flags, '-cp', join(here, 'lib', '*'), 'dev.axontask.bridge.Main'], {
  env: environment,
  stdio: ['pipe', 'pipe', 'pipe'],
});

process.stdin.pipe(bridge.stdin);
bridge.stdout.pipe(process.stdout);
bridge.stderr.pipe(process.stderr);
bridge.stdin.on('error', () => process.stdin.destroy()); // It has ended; "close" tells how.
bridge.on('error', (error) => console.error(`axontask: the bridge did not start: ${error.message}`));
bridge.on('close', (code) => {
  process.exitCode = code ?? 1;
  process.stdin.destroy();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bridge.kill(signal));
