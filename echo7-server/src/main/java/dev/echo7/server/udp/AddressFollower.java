package dev.echo7.server.udp;

import dev.echo7.events.DropReason;
import dev.echo7.events.HelperStep;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.server.netty.DaemonThread;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.socket.DatagramPacket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a datagram socket on each address of this machine, beside the one for all of them.
 *
 * <p>A reply must come from the address that was asked, or a connected client, and any NAT between,
 * throws it away. From a socket that is bound to no address the kernel chooses one by the route
 * back, which need not be it. So every address of an interface gets a socket of its own; a look
 * every two seconds follows those that come and go. What still arrives at the socket for all
 * addresses was sent to one that is younger than that, or to one that no interface shows
 * (127.0.0.2, a local route): it gets its socket at once, and the datagram its answer from there.
 *
 * <p>A daemon thread of its own does all this; the event loop only hands over. {@link #stop} ends
 * it.
 */
final class AddressFollower implements DatagramEchoHandler.Strays, AutoCloseable {
  private static final long LOOK_EVERY_NS = TimeUnit.SECONDS.toNanos(2);

  /** A flood of strays must not become a flood of looks. */
  private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MAX_STRAYS = 64;

  /** What wakes the thread: a datagram to answer, or none where a look is all that can be done. */
  private record Wake(@Nullable DatagramPacket packet) {}

  private static final Wake LOOK = new Wake(null);

  private final DatagramSockets sockets;
  private final PerAddressSockets perAddress;
  private final BlockingQueue<Wake> wakes = new ArrayBlockingQueue<>(MAX_STRAYS);
  private final Thread thread = DaemonThread.named("udp-addresses", this::run);
  private long lastLookNs;

  /**
   * For a socket that is yet to be bound to every address.
   *
   * @param faults of its endpoint
   */
  AddressFollower(DatagramSockets sockets, DatagramFaults faults) {
    this.sockets = sockets;
    this.perAddress = new PerAddressSockets(sockets, faults);
  }

  /** Binds to the addresses that there are, and follows them from then on. */
  void start(Channel boundToEveryAddress) {
    perAddress.besides(boundToEveryAddress);
    look();
    thread.start();
  }

  @Override
  public boolean take(DatagramPacket packet) {
    return wakes.offer(new Wake(packet));
  }

  @Override
  public void lookSoon() {
    if (wakes.isEmpty()) {
      wakes.offer(LOOK);
    }
  }

  /** Follows no more; what is handed over from now on waits for {@link #close}. */
  void stop() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** After {@link #stop}, and after the socket for every address is closed. */
  @Override
  public void close() {
    for (Wake wake = wakes.poll(); wake != null; wake = wakes.poll()) {
      if (wake.packet != null) {
        wake.packet.release();
      }
    }
    perAddress.close();
  }

  private void run() {
    try {
      while (true) {
        Wake wake = wakes.poll(LOOK_EVERY_NS, TimeUnit.NANOSECONDS);
        new HelperStep("udp-addresses", sockets.events(), () -> serve(wake)).run();
      }
    } catch (InterruptedException e) {
      // stop() was called.
    }
  }

  private void serve(@Nullable Wake wake) {
    if (System.nanoTime() - lastLookNs >= LOOK_AGAIN_NS) {
      look();
    }
    if (wake != null && wake.packet != null) {
      answer(wake.packet);
    }
  }

  /** Whatever a look meets, the next one comes. */
  private void look() {
    try {
      perAddress.look();
    } catch (ChannelException e) {
      sockets
          .events()
          .failed(
              "udp: cannot follow address changes: "
                  + FailureText.of(e, Situation.LISTEN_DATAGRAM));
    }
    lastLookNs = System.nanoTime();
  }

  /** From a socket bound to the address that it was sent to. */
  private void answer(DatagramPacket packet) {
    Channel socket = null;
    try {
      socket = perAddress.socketFor(packet.recipient().getAddress());
    } catch (ChannelException e) {
      sockets
          .events()
          .failed(
              "udp: cannot open a socket for an address: "
                  + FailureText.of(e, Situation.LISTEN_DATAGRAM));
    }
    if (socket == null) {
      packet.release();
      sockets.events().datagramDropped(DropReason.NO_SOCKET);
      return;
    }
    Channel own = socket;
    own.eventLoop().execute(() -> own.pipeline().fireUserEventTriggered(packet));
  }
}
