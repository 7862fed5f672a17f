/**
 * Runs commands in a sandbox, each watched over by a supervisor that outlives the server.
 *
 * <h2>What it owns</h2>
 *
 * One folder for each attempt, a supervisor process in it, and the sandbox below that. It never
 * sees a lease, the database or another attempt, and it never holds a process of its own: the
 * supervisor is found again by its files, so the process that started it may die at any moment.
 *
 * <pre>
 * server --starts, then may die--> setsid -f, setpriv (uid, no new privileges), empty environment
 *   supervisor.sh            outside the sandbox, leader of a session, current folder = the attempt's
 *     pump out, pump err     FIFO -> dd -> spool, one each
 *     feeder                 `in` -> FIFO, where the command is interactive
 *     relay                  what the sandbox's first process says, at most 300 bytes
 *     a timer                sleep, then a line into the control FIFO
 *     bwrap                  a direct child, so that --die-with-parent means the supervisor
 *       init.sh              pid 1 of the sandbox
 *         the command
 * server --any--> reads the spools from where the log ends, reads `exit` once `drained` is there
 * </pre>
 *
 * <h2>The files of an attempt</h2>
 *
 * <table>
 * <caption>who writes what</caption>
 * <tr><td>{@code begun}</td><td>a folder; who makes it decides. The supervisor's first act: from then
 *     on it runs. A server that re-attaches makes it too: if it succeeds, a start was interrupted and
 *     no supervisor will ever run</td></tr>
 * <tr><td>{@code id}</td><td>supervisor: pid, start time in ticks, boot id. The three name a process
 *     for ever; a pid alone names nothing. This stands where a lock could: it is checked without a
 *     fork, and a lock would have to be kept from a dozen helpers</td></tr>
 * <tr><td>{@code out}, {@code err}</td><td>pumps: the spools, append only; durable parts are given
 *     back to the disk by punching holes, so offsets never change</td></tr>
 * <tr><td>{@code taken}</td><td>server, by rename: how much of each spool is durable elsewhere</td></tr>
 * <tr><td>{@code control}</td><td>FIFO, lines: {@code stop <reason> <grace>}, {@code limit}, {@code
 *     signal <name> <number>} (each number once) from the server; {@code tick}, {@code eof}, {@code limit}, {@code broken}, {@code up}, {@code ended},
 *     {@code by}, {@code lingering} from helpers. The supervisor reads nothing else, one line at a
 *     time, so no two events race</td></tr>
 * <tr><td>{@code in}</td><td>server, where the command is interactive: what was sent to its standard
 *     input. Each input has one place in it, so that handing one over again, after a crash in the
 *     middle of it, writes the same bytes to the same place</td></tr>
 * <tr><td>{@code feed}</td><td>FIFO, lines: {@code more|last <size>} from the server, once so much of
 *     {@code in} is whole. The feeder writes what is new up to there to the command, and never
 *     anything twice</td></tr>
 * <tr><td>{@code fed}</td><td>feeder, by rename: how much of {@code in} the command was given</td></tr>
 * <tr><td>{@code lingering}</td><td>supervisor, by rename: how many processes the command left</td></tr>
 * <tr><td>{@code exit}</td><td>supervisor, fsync then rename: {@code exit|signal|unstarted <number>
 *     <what ended it>}. Missing, empty or garbled means unknown, never 0</td></tr>
 * <tr><td>{@code drained}</td><td>supervisor, after {@code exit} and after the spools are on disk:
 *     the process tree is empty and the output whole</td></tr>
 * <tr><td>{@code groups}</td><td>server, before the start: the files by which the sandbox joins its
 *     control groups, one a line; empty where there are none</td></tr>
 * <tr><td>{@code info}</td><td>bwrap: the sandbox's first process as seen from outside</td></tr>
 * <tr><td>{@code bwrap.args}, {@code stdin}, {@code passwd}, ...</td><td>server, before the start</td></tr>
 * </table>
 *
 * Beside the attempts lies {@code alive}: the host's uptime, suspended time included, when its
 * worker last held its lease. A supervisor that finds it older than the host grace ends its
 * execution.
 *
 * <h2>How an execution ends</h2>
 *
 * The sandbox's first process keeps both outputs open and ends last; with it the kernel kills what
 * is left in its namespace. So "both pumps met the end of file" is "the process tree is drained",
 * and the supervisor waits for nothing else. The exit code is bwrap's own, as its parent sees it.
 * What the first process says of it (signal 9 or exit 137, which a shell's exit code cannot tell
 * apart) can be forged by the command and is believed only for what the command could have done
 * anyway.
 *
 * <p>Stop: TERM to everything in the sandbox through its first process; after the grace KILL the
 * same way; a second later KILL to bwrap. A signal is sent only to a process that is seen to be the
 * child of our child at that moment. Timeout, linger grace, output limit and host grace end an
 * execution the same way, with or without a server.
 *
 * <p>Signals that somebody sends to the command go through the first process too, as real-time
 * signals, because a shell that was started in the background is deaf to INT and QUIT. HUP, INT,
 * QUIT, TERM and WINCH reach everything in the sandbox, as from a terminal; USR1 and USR2 the
 * command alone. They do not wait for input that was not read yet. One that arrives before the
 * command has begun its own program waits for that.
 *
 * <p>A supervisor that is killed takes the sandbox along and leaves no {@code drained}: {@link
 * dev.axontask.adapter.Outcome.Unknown}, after what the spools hold is taken in. So does a reboot.
 *
 * <h2>System calls</h2>
 *
 * bubblewrap loads a filter of system calls right before the sandbox's first process runs, so
 * nothing inside is without it, {@code setuid} programs and other architectures included. Which
 * calls it lets through is told in {@link dev.axontask.adapter.shell.seccomp the package seccomp}.
 * It is written once, when the adapter opens ({@link FilterFiles}), and a supervisor whose filter
 * is gone starts nothing. No libseccomp, no sandbox.
 *
 * <p>Before any task is accepted, the sandbox as a whole is tried with what must fail in it ({@link
 * Hole}). If one thing gets through the adapter is unavailable, with the reason.
 *
 * <h2>Who runs it</h2>
 *
 * A server that is not root runs everything as itself. A root server runs an attempt with a folder
 * of its own as a uid of a pool ({@link Limits#FIRST_SLOT}), and one in a workspace as the
 * workspace's owner. A workspace that belongs to root can be written by nobody else, so there the
 * attempt keeps root's uid without any capability, called 1000 inside: it can read and write root's
 * files among those that it sees, which are the workspace, the caches and public system files, and
 * nothing more. The kernel does not count processes of root's uid, so these attempts need a control
 * group; where none can be made, such workspaces are refused.
 *
 * <h2>How much it may use</h2>
 *
 * Where control groups can be made (v2 or v1; by root, or in a tree that is delegated to the
 * server) each attempt has two ({@link Group}), and {@link Allowance} says what its sandbox may
 * use: memory without swap, processors, processes. Files in memory count. Limits that the operator
 * set hold or nothing runs; those of a profile are left out where no group can be made, and the
 * adapter's readiness says which. A command that the kernel kills for its memory fails with {@code
 * out_of_memory}. The groups go with the attempt's folder; what a crash leaves goes when the
 * adapter opens.
 *
 * <h2>What is not guaranteed</h2>
 *
 * <ul>
 *   <li>The disk behind a workspace is not limited, nor the number of files.
 *   <li>Sensitive files (see {@link SensitiveFiles}) are protected where they exist when the
 *       attempt starts; one that is missing can be created.
 *   <li>Caches are shared between attempts and with the person who owns them: a command can change
 *       a cached artifact that is later used outside. An empty {@code caches} setting turns them
 *       off.
 *   <li>Two attempts in one workspace are not kept apart from each other.
 *   <li>With {@code sandbox=off} none of this holds, and a process that leaves its session is lost
 *       sight of.
 *   <li>Where {@code /bin/sh} is bash, an exit code of 129 to 159 is taken for a signal.
 * </ul>
 *
 * <p>Invariants: a folder is created once, so an attempt is started once; nothing in it is opened
 * through a link; every file but the spools appears as a whole; nothing waits for a notice without
 * a limit.
 */
@NullMarked
package dev.axontask.adapter.shell;

import org.jspecify.annotations.NullMarked;
