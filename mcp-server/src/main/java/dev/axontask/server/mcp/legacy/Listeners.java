package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.Changes;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.mcp.legacy.LiveSession.Listening;
import dev.axontask.server.mcp.legacy.stream.EventIds;
import dev.axontask.server.mcp.legacy.stream.EventIds.Place;
import dev.axontask.server.mcp.legacy.stream.EventLog;
import dev.axontask.server.mcp.legacy.stream.EventWriter;
import dev.axontask.server.mcp.legacy.stream.EventWriter.Parting;
import dev.axontask.server.mcp.legacy.stream.Reader;
import dev.axontask.server.mcp.legacy.stream.Replays;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.RpcRefusal;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Serves {@code GET}: the stream of a session, and the rest of an answer. */
final class Listeners {
  private final Changes changes;
  private final Replays replays;
  private final EventWriter writer;
  private final EventIds ids;

  Listeners(Changes changes, Replays replays, EventWriter writer, EventIds ids) {
    this.changes = changes;
    this.replays = replays;
    this.writer = writer;
    this.ids = ids;
  }

  /** Begins the stream of a session; an older one ends. Returns when the connection does. */
  void listen(Exchange exchange, LiveSession session) throws InterruptedException {
    begin(exchange, session, false);
  }

  /**
   * Goes on after an event.
   *
   * @throws RpcRefusal if the id is none that this session was given
   */
  void resume(Exchange exchange, LiveSession session, String lastEventId)
      throws IOException, InterruptedException {
    Place place =
        ids.place(lastEventId)
            .filter(known -> known.session().equals(session.id()))
            .orElseThrow(() ->
                new RpcRefusal(
                    400,
                    JsonRpc.INVALID_REQUEST,
                    "Last-Event-ID must be the id of an event of this session; leave it out to"
                        + " begin a new stream."));
    Optional<EventLog> log = replays.find(session.id(), place.stream());
    if (place.requestId() != null) {
      rest(exchange, session, place, place.requestId(), log);
    } else if (log.isPresent() && log.get().reaches(place.position())) {
      read(exchange, session, log.get(), place.position(), true);
    } else {
      // What was said meanwhile is nowhere: everything that can change is told of once.
      begin(exchange, session, true);
    }
  }

  private void rest(
      Exchange exchange, LiveSession session, Place place, Object request, Optional<EventLog> log)
      throws IOException, InterruptedException {
    if (log.isEmpty()) {
      EventWriter.lost(exchange, request);
      return;
    }
    Parting parting = writer.resume(exchange, log.get(), log.get().attach(), place.position());
    if (parting == Parting.GONE) {
      session.abandon(log.get());
    }
  }

  private void begin(Exchange exchange, LiveSession session, boolean missedLists)
      throws InterruptedException {
    EventLog log = new EventLog(session.id(), UUID.randomUUID(), null);
    replays.track(log);
    read(exchange, session, log, 0, missedLists);
  }

  private void read(
      Exchange exchange, LiveSession session, EventLog log, long after, boolean missedLists)
      throws InterruptedException {
    Listening listening =
        new Listening(
            log,
            ChangeNotices.open(
                changes, session.caller(), log, session.known().subscriptions(), missedLists));
    // Together, so that of two that go on with one stream the later one has both watches and
    // reader.
    Reader reader =
        session.inOrder(() -> {
          session.listenWith(listening).filter(older -> older != log).ifPresent(this::supersede);
          return log.attach();
        });
    try {
      var _ = writer.resume(exchange, log, reader, after);
    } finally {
      session.listensNoMore(listening);
    }
  }

  private void supersede(EventLog older) {
    older.end();
    replays.forgetStream(older);
  }
}
