/**
 * An adapter whose work is at Fly.io: a machine that is run for a task, or a deployment of an app
 * that is watched.
 *
 * <p>Sources. The Machines API as published: the OpenAPI description (repository superfly/docs,
 * {@code machines-api/openapi.json}, operations {@code Machines_list}, {@code _create}, {@code
 * _show}, {@code _list_events}, {@code _wait}, {@code _stop}, {@code _signal}, {@code _delete},
 * {@code _create_lease}, {@code _release_lease}) and fly.io/docs: "Working with the Machines API"
 * (authentication, status codes, rate limits), "Machine states and lifecycle". That API has no
 * logs: these come from {@code GET api.fly.io/api/v1/apps/:app_name/logs}, which {@code fly logs}
 * uses and fly.io/docs/monitoring/logs-api-options describes (not supported, mostly stable, about 7
 * days kept). Releases are read from the machines' metadata, where {@code fly deploy} notes them
 * (fly-go, {@code machine_types.go}).
 *
 * <p>How a machine is run: a record is written ({@link dev.axontask.adapter.fly.Records}), machines
 * of earlier attempts are destroyed ({@link dev.axontask.adapter.fly.CleanUp}), the machine is
 * created under the attempt's name ({@link dev.axontask.adapter.fly.Creation}), its log and state
 * are followed ({@link dev.axontask.adapter.fly.RunExecution}), and in the end it is destroyed. Its
 * end is what the exit event among its events says ({@link dev.axontask.adapter.fly.Ending}).
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An attempt has at most one machine: its name is the attempt's, and Fly refuses a second one
 *       of a name. A machine never boots twice (restart policy {@code no}).
 *   <li>A machine is changed only while a lease on it is held.
 *   <li>Only machines that carry this adapter's metadata are ever changed.
 *   <li>The token goes to the configured addresses alone, over TLS unless they are this host or
 *       Fly's private network, and is in no message, record or {@code toString}.
 *   <li>A log is resumed from the token of its page and the last line reported: nothing that Fly
 *       gives is reported twice or left out.
 * </ul>
 *
 * <p>Not guaranteed, because Fly does not: the log has lines of text, both channels as one, what is
 * no UTF-8 replaced, Fly's own init among them; a line that reaches Fly's log after later ones were
 * read, or later than the settling time after the end, is missed. Nothing at Fly ends a machine
 * whose worker is gone: it runs until its end, until a worker of the same host is back, or until
 * the task's next attempt starts on any host. A request to create a machine that was lost, and that
 * Fly carries out only after several looks found nothing, leaves a machine behind.
 */
@NullMarked
package dev.axontask.adapter.fly;

import org.jspecify.annotations.NullMarked;
